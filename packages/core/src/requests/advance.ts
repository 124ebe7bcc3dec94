/**
 * What may happen to a request, and what becomes of it?
 *
 * Pure: the next version of a request, or a refusal that says in which state it stands. Nothing is
 * carried out and nothing stored here.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { StepActor } from './step-actor.ts'
import { isSameKey, peopleOf } from './subject-request.ts'
import type {
  DownloadLink,
  ErasureMethod,
  RequestKind,
  RequestState,
  RequestStepName,
  SubjectKey,
  SubjectRequest,
} from './subject-request.ts'

/** Somebody does something to a request. */
export type RequestMove =
  | { readonly step: 'verified'; readonly method: string; readonly note?: string }
  | { readonly step: 'merged'; readonly id: SubjectKey; readonly note: string }
  | { readonly step: 'extended'; readonly dueAt: Date; readonly note: string }
  | {
      readonly step: 'approved'
      readonly note?: string
      readonly method?: ErasureMethod
      readonly link?: DownloadLink
    }
  | { readonly step: 'refused'; readonly note: string; readonly basis?: string }
  | {
      readonly step: 'completed'
      readonly note?: string
      readonly certificates?: readonly string[]
    }
  | { readonly step: 'withdrawn'; readonly note?: string }
  | { readonly step: 'link'; readonly link: DownloadLink }
  | { readonly step: 'downloaded' }

/** In which states each step is possible. */
const POSSIBLE: Readonly<Record<RequestMove['step'], readonly RequestState[]>> = {
  verified: ['received'],
  merged: ['received', 'verified'],
  extended: ['received', 'verified', 'approved'],
  approved: ['verified'],
  refused: ['received', 'verified', 'approved'],
  completed: ['approved'],
  withdrawn: ['received', 'verified'],
  link: ['done'],
  downloaded: ['done'],
}

/** What is answered by handing over what is there: nobody has to carry anything out. */
export function isAnsweredByDownload(kind: RequestKind): boolean {
  return kind === 'access' || kind === 'portability'
}

/** Steps that are possible now, for whoever handles requests. */
export function possibleSteps(request: SubjectRequest): readonly RequestStepName[] {
  return (Object.keys(POSSIBLE) as RequestMove['step'][]).filter((step) =>
    isPossible(request, step),
  )
}

/**
 * Returns the request after a move.
 *
 * @throws {@link AuditError} `AUDIT_SUBJECT_REQUEST_REFUSED` if the move is not possible now.
 */
export function advance(
  request: SubjectRequest,
  move: RequestMove,
  { by, now }: { readonly by: StepActor; readonly now: Date },
): SubjectRequest {
  if (!isPossible(request, move.step)) {
    throw refused(
      `'${move.step}' is not possible for a request of the kind '${request.kind}' that is '${request.state}'`,
    )
  }
  const note = 'note' in move && move.note !== undefined ? { note: move.note } : {}
  return {
    ...request,
    ...changeOf(request, move, { by, now }),
    version: request.version + 1,
    steps: [...request.steps, { at: now, by, step: move.step, ...note }],
  }
}

function isPossible(request: SubjectRequest, step: RequestMove['step']): boolean {
  if (!POSSIBLE[step].includes(request.state)) return false
  if (step === 'extended') return request.isExtendable && request.extendedAt === undefined
  if (step === 'refused') return request.erasingSince === undefined
  if (step === 'link' || step === 'downloaded') return isAnsweredByDownload(request.kind)
  return true
}

function changeOf(
  request: SubjectRequest,
  move: RequestMove,
  { by, now }: { readonly by: StepActor; readonly now: Date },
): Partial<SubjectRequest> {
  switch (move.step) {
    case 'verified':
      return { state: 'verified', identity: { at: now, by, method: move.method } }
    case 'merged':
      if (peopleOf(request).some((known) => isSameKey(known, move.id))) {
        throw refused('this id is part of the request already')
      }
      return { ids: [...request.ids, move.id] }
    case 'extended':
      return { dueAt: move.dueAt, extendedAt: now }
    case 'approved':
      return approved(request.kind, move, { by, now })
    case 'refused': {
      const { note: reason, basis } = move
      const why = { reason, ...(basis === undefined ? {} : { basis }) }
      return { state: 'refused', decision: { outcome: 'refused', at: now, by, ...why } }
    }
    case 'completed': {
      const { note, certificates } = move
      const how = {
        ...(note === undefined ? {} : { note }),
        ...(certificates === undefined ? {} : { certificates }),
      }
      return { state: 'done', outcome: { at: now, by, ...how } }
    }
    case 'withdrawn':
      return { state: 'withdrawn' }
    case 'link':
      return { link: move.link }
    default:
      return request.link === undefined ? {} : { link: { ...request.link, usedAt: now } }
  }
}

function approved(
  kind: RequestKind,
  { note, method, link }: Extract<RequestMove, { step: 'approved' }>,
  { by, now }: { readonly by: StepActor; readonly now: Date },
): Partial<SubjectRequest> {
  const decision = {
    outcome: 'approved',
    at: now,
    by,
    ...(note === undefined ? {} : { reason: note }),
    ...(method === undefined ? {} : { method }),
  } as const
  if (!isAnsweredByDownload(kind)) return { state: 'approved', decision }
  return {
    state: 'done',
    decision,
    outcome: { at: now, by },
    ...(link === undefined ? {} : { link }),
  }
}

function refused(message: string): AuditError {
  return new AuditError('AUDIT_SUBJECT_REQUEST_REFUSED', message)
}

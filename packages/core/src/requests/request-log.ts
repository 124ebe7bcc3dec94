/**
 * What does the log say of requests?
 *
 * Which request, which step and who is concerned, and the handler's reason: never what the person
 * wrote, and no link.
 */
import type { StoredEvent } from '../event/event.ts'
import type { RecordFunction, RecordOptions } from '../recorder/record.ts'
import type { RequestMove } from './advance.ts'
import type { RequestAccess } from './requests.ts'
import type { SubjectRequest } from './subject-request.ts'

/** Makes an event for whoever stores it; undefined where it is not to be recorded. */
export type MakeEvent = (type: string, options: RecordOptions) => Promise<StoredEvent | undefined>

/** Says what happens to requests: of what is stored with them, as events. */
export interface RequestLog {
  opened(access: RequestAccess, request: SubjectRequest): Promise<readonly StoredEvent[]>
  moved(
    access: RequestAccess,
    request: SubjectRequest,
    move: RequestMove,
  ): Promise<readonly StoredEvent[]>
  /** Recorded by itself: what left has left. */
  downloaded(
    access: RequestAccess,
    request: SubjectRequest,
    sent: { readonly bytes: number; readonly result: string },
  ): Promise<void>
}

const TYPES = {
  verified: 'audit.request.verified',
  merged: 'audit.request.merged',
  extended: 'audit.request.extended',
  approved: 'audit.request.approved',
  refused: 'audit.request.refused',
  completed: 'audit.request.completed',
  withdrawn: 'audit.request.withdrawn',
  link: 'audit.request.link-made',
  downloaded: 'audit.request.downloaded',
} as const satisfies Record<RequestMove['step'], string>

/** Makes the recorder of requests. */
export function createRequestLog({
  record,
  makeEvent,
}: {
  readonly record: RecordFunction
  readonly makeEvent: MakeEvent
}): RequestLog {
  async function made(type: string, options: RecordOptions): Promise<readonly StoredEvent[]> {
    const event = await makeEvent(type, options)
    return event === undefined ? [] : [event]
  }

  return {
    async opened(access, request) {
      const { openedBy, dueAt, rule } = request
      return made('audit.request.opened', {
        ...usual(access, request),
        details: { ...facts(request), by: openedBy, due: dueAt, rule },
      })
    },
    async moved(access, request, move) {
      const { note } = 'note' in move ? move : {}
      return made(TYPES[move.step], {
        ...usual(access, request),
        ...(note === undefined ? {} : { reason: note }),
        details: { ...facts(request), ...detailsOf(request, move) },
      })
    },
    async downloaded(access, request, { bytes, result }) {
      await record(TYPES.downloaded, {
        ...usual(access, request),
        ...(result === 'failed' ? { outcome: 'failure' } : {}),
        details: { ...facts(request), bytes, result },
      })
    },
  }
}

function usual({ tenant, person }: RequestAccess, request: SubjectRequest): RecordOptions {
  const { id, subject } = request
  return {
    tenant,
    target: { type: 'AuditRequest', id, name: `…${id.slice(-6)}` },
    subject,
    ...(person === undefined ? {} : { actor: person.actor }),
  }
}

function facts({ kind, state }: SubjectRequest): Readonly<Record<string, unknown>> {
  return { kind, state }
}

function detailsOf(request: SubjectRequest, move: RequestMove): Readonly<Record<string, unknown>> {
  switch (move.step) {
    case 'verified':
      return { identity: move.method }
    case 'merged':
      return { merged: `${move.id.type} ${move.id.id}` }
    case 'extended':
      return { due: request.dueAt }
    case 'approved':
      return move.method === undefined ? {} : { method: move.method }
    case 'refused':
      return move.basis === undefined ? {} : { basis: move.basis }
    case 'completed':
      return {
        ...(request.decision?.method === undefined ? {} : { method: request.decision.method }),
        ...(move.certificates === undefined ? {} : { certificates: move.certificates }),
      }
    default:
      return {}
  }
}

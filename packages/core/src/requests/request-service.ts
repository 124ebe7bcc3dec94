/**
 * Who carries out what a person asks for about their data?
 *
 * Joins the pure steps to the store, the log, the erasure and whoever delivers a link. A change is
 * stored only over the version that was read, and is an event.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { ContextKeeper } from '../context/context.ts'
import type { Clock, IdSource, Logger } from '../environment/environment.ts'
import type { RecordFunction } from '../recorder/record.ts'
import { advance, isAnsweredByDownload } from './advance.ts'
import type { RequestMove } from './advance.ts'
import { carryOut } from './carry-out.ts'
import { dueAt, ruleName, tryExtendedDueAt } from './deadline.ts'
import type { DeadlineRule } from './deadline.ts'
import { makeLink, opensLink } from './download-token.ts'
import { everyRequest } from './every-request.ts'
import { requestFigures } from './figures.ts'
import { forgetWords } from './forget-words.ts'
import { openedRequest } from './open-request.ts'
import { isVisible, visiblePeople } from './own-requests.ts'
import { readRequestCursor, requestCursor } from './request-cursor.ts'
import { withoutWords } from './request-words.ts'
import { limitOf, statesOf } from './request-page.ts'
import { conflict, linkInvalid, openAlready } from './request-refusals.ts'
import { createRequestLog } from './request-log.ts'
import type { MakeEvent } from './request-log.ts'
import { invalid, REQUEST_LIMITS, subjectKey, textOf, tryTextOf, wordOf } from './request-input.ts'
import type { Persons } from './request-input.ts'
import type {
  Delivery,
  EraseSubject,
  ReadyLink,
  RequestAccess,
  StepOptions,
  SubjectRequests,
} from './requests.ts'
import { stepActor } from './step-actor.ts'
import type { StepActor } from './step-actor.ts'
import { ERASURE_METHODS, OPEN_STATES, peopleOf, REQUEST_KINDS } from './subject-request.ts'
import type { RequestKind, RequestStore, SubjectRequest } from './subject-request.ts'

/** What the service works with. */
export interface RequestServiceParts {
  readonly store: RequestStore
  readonly record: RecordFunction
  /** Makes the event of a step, which is stored with the step. */
  readonly makeEvent: MakeEvent
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  /** IANA zone whose calendar counts days and months. */
  readonly zone: string
  /** Models whose records are persons. */
  readonly persons: Persons
  readonly ruleOf: (kind: RequestKind) => DeadlineRule
  /** How long a link counts, in hours. */
  readonly linkHours: number
  /** Where the person's own mount is, as browsers have it. */
  readonly url?: string | undefined
  readonly onRequestReady?: ((link: ReadyLink) => unknown) | undefined
  readonly eraseSubject?: EraseSubject | undefined
}

const MAX_TRIES = 5

/** Makes the workflow of one audit. */
export function createSubjectRequests(parts: RequestServiceParts): SubjectRequests {
  const { store, clock, persons } = parts
  const log = createRequestLog(parts)

  async function actorOf({ person }: RequestAccess): Promise<StepActor> {
    if (person !== undefined) return stepActor(person.actor)
    try {
      return stepActor(await parts.keeper.current()?.actor?.())
    } catch {
      return { type: 'unknown' }
    }
  }

  async function get(access: RequestAccess, id: string): Promise<SubjectRequest> {
    const found = typeof id === 'string' ? await store.get(access.tenant, id) : undefined
    if (found !== undefined && isVisible(found, visiblePeople(access, persons.personTypes())))
      return found
    throw new AuditError('AUDIT_NOT_FOUND', 'there is no such request')
  }

  /** Undefined if somebody changed the request meanwhile. */
  async function tryMove(
    access: RequestAccess,
    before: SubjectRequest,
    what: RequestMove,
  ): Promise<SubjectRequest | undefined> {
    const next = advance(before, what, { by: await actorOf(access), now: clock.now() })
    const events = await log.moved(access, next, what)
    return (await store.replace(next, events)) ? next : undefined
  }

  async function move(
    access: RequestAccess,
    before: SubjectRequest,
    what: RequestMove,
  ): Promise<SubjectRequest> {
    const next = await tryMove(access, before, what)
    if (next === undefined) throw conflict()
    return next
  }

  async function read(
    access: RequestAccess,
    id: string,
    { version }: StepOptions,
  ): Promise<SubjectRequest> {
    const request = await get(access, id)
    if (version === undefined || version === request.version) return request
    throw conflict()
  }

  async function deliver(request: SubjectRequest, token: string): Promise<Delivery> {
    const { onRequestReady, url } = parts
    if (onRequestReady === undefined || request.link === undefined) return 'none'
    const path = `download?${new URLSearchParams({ request: request.id, token }).toString()}`
    const base = url === undefined ? {} : { url: `${url.replace(/\/$/, '')}/${path}` }
    const { kind, subject, link } = request
    try {
      await onRequestReady({
        request: request.id,
        kind,
        subject,
        path,
        ...base,
        expiresAt: link.expiresAt,
      })
      return 'delivered'
    } catch {
      // What it threw may quote the link.
      parts.log.warn('audit: onRequestReady failed; the link of a request was not delivered')
      return 'failed'
    }
  }

  async function newLink(
    access: RequestAccess,
    before: SubjectRequest,
  ): Promise<{ request: SubjectRequest; token: string }> {
    const { token, link } = makeLink(clock.now(), parts.linkHours)
    return { request: await move(access, before, { step: 'link', link }), token }
  }

  /** Of two that carried it out at once one says so, with the certificates of both. */
  async function finish(access: RequestAccess, erased: SubjectRequest): Promise<SubjectRequest> {
    let now = erased
    for (let tries = 1; now.state === 'approved'; tries += 1) {
      const { certificates = [], ...bare } = withoutWords(now)
      const done = await tryMove(access, bare, { step: 'completed', certificates })
      if (done === undefined && tries === MAX_TRIES) throw conflict()
      now = done ?? (await get(access, erased.id))
    }
    return now
  }

  return {
    get,
    forgetWords: ({ tenant }, person) => forgetWords(store, tenant, { subjects: [person] }),
    async open(access, asked) {
      const request = openedRequest(asked, access, {
        now: clock.now(),
        id: parts.ids(),
        by: await actorOf(access),
        persons,
        due: (kind, now) => {
          const rule = parts.ruleOf(kind)
          return {
            dueAt: dueAt(now, rule, parts.zone),
            rule: ruleName(rule),
            isExtendable: rule.extendMonths !== undefined,
          }
        },
      })
      const people = visiblePeople(access, persons.personTypes())
      // All of its ids: what is done for one is done for each.
      if (!peopleOf(request).every((subject) => isVisible({ subject }, people))) {
        throw new AuditError('AUDIT_NOT_FOUND', 'there is no such person here')
      }
      await assertNotFlooded(access, request)
      const events = await log.opened(access, request)
      if (!(await store.insert(request, events))) throw openAlready(request.kind)
      return request
    },
    async list(access, ask = {}) {
      const limit = limitOf(ask.limit)
      const { state = 'open', kind, subject, cursor } = ask
      const people = visiblePeople(access, persons.personTypes())
      const wanted = subject === undefined ? undefined : subjectKey('subject', subject, persons)
      const isOutside = wanted !== undefined && !isVisible({ subject: wanted }, people)
      const subjects = wanted === undefined ? people : isOutside ? [] : [wanted]
      const order = state === 'open' || OPEN_STATES.includes(state as never) ? 'due' : 'newest'
      const found = await store.list(access.tenant, {
        ...statesOf(state),
        ...(kind === undefined ? {} : { kinds: [wordOf('kind', kind, REQUEST_KINDS)] }),
        ...(subjects === undefined ? {} : { subjects }),
        order,
        limit: limit + 1,
        ...(cursor === undefined ? {} : { after: readRequestCursor(cursor) }),
      })
      const requests = found.slice(0, limit)
      const last = requests.at(-1)
      const isMore = found.length > limit && last !== undefined
      const at = order === 'due' ? last?.dueAt : last?.openedAt
      return { requests, next: isMore && at ? requestCursor(at, last.id) : null }
    },
    async verify(access, id, step) {
      const method = textOf('method', step.method, REQUEST_LIMITS.short)
      const note = tryTextOf('note', step.note, REQUEST_LIMITS.note)
      const before = await read(access, id, step)
      return move(access, before, { step: 'verified', method, ...noted(note) })
    },
    async merge(access, id, step) {
      const note = textOf('note', step.note, REQUEST_LIMITS.note)
      const other = subjectKey('subject', step.subject, persons)
      // Whoever sees one person's part of the log must not make it another's.
      if (!isVisible({ subject: other }, visiblePeople(access, persons.personTypes()))) {
        throw new AuditError('AUDIT_NOT_FOUND', 'there is no such person here')
      }
      const before = await read(access, id, step)
      if (before.ids.length >= REQUEST_LIMITS.ids) throw invalid('subject', 'is one id too many')
      return move(access, before, { step: 'merged', id: other, note })
    },
    async extend(access, id, step) {
      const note = textOf('reason', step.reason, REQUEST_LIMITS.note)
      const before = await read(access, id, step)
      const later = tryExtendedDueAt(before.openedAt, parts.ruleOf(before.kind), parts.zone)
      if (later === undefined || clock.now() > before.dueAt) {
        throw new AuditError(
          'AUDIT_SUBJECT_REQUEST_REFUSED',
          later === undefined
            ? `the rule '${before.rule}' knows no extension`
            : 'a deadline that is over cannot be extended',
        )
      }
      return move(access, before, { step: 'extended', dueAt: later, note })
    },
    async decide(access, id, step) {
      const { approve } = step
      if (typeof approve !== 'boolean') throw invalid('approve', 'must be true or false')
      const before = await read(access, id, step)
      if (!approve) {
        const note = textOf('reason', step.reason, REQUEST_LIMITS.note)
        const basis = tryTextOf('basis', step.basis, REQUEST_LIMITS.short)
        const why = basis === undefined ? {} : { basis }
        const request = await move(access, before, { step: 'refused', note, ...why })
        return { request, delivery: 'none' }
      }
      const note = tryTextOf('reason', step.reason, REQUEST_LIMITS.note)
      const isErasure = before.kind === 'erasure'
      if (!isErasure && step.method !== undefined) throw invalid('method', 'is for erasures alone')
      const method = isErasure ? { method: wordOf('method', step.method, ERASURE_METHODS) } : {}
      const made = isAnsweredByDownload(before.kind)
        ? makeLink(clock.now(), parts.linkHours)
        : undefined
      const request = await move(access, before, {
        step: 'approved',
        ...noted(note),
        ...method,
        ...(made === undefined ? {} : { link: made.link }),
      })
      return {
        request,
        delivery: made === undefined ? 'none' : await deliver(request, made.token),
      }
    },
    async complete(access, id, step = {}) {
      const note = tryTextOf('note', step.note, REQUEST_LIMITS.note)
      const before = await read(access, id, step)
      if (before.kind !== 'erasure' || before.state !== 'approved') {
        return move(access, before, { step: 'completed', ...noted(note) })
      }
      const erased = await carryOut(before, parts)
      // Without the note: it would be kept under a new key of whoever was just forgotten.
      const done = await finish(access, erased)
      await forgetWords(store, done.tenant, { subjects: peopleOf(done) })
      return get(access, id)
    },
    async withdraw(access, id, step = {}) {
      const note = tryTextOf('note', step.note, REQUEST_LIMITS.note)
      const before = await read(access, id, step)
      return move(access, before, { step: 'withdrawn', ...noted(note) })
    },
    async renewLink(access, id, step = {}) {
      const { request, token } = await newLink(access, await read(access, id, step))
      return { request, delivery: await deliver(request, token) }
    },
    async ownLink(access, id) {
      // No handler gets a link into their hands, whatever their permissions.
      if (access.person === undefined) {
        throw new AuditError('AUDIT_NOT_FOUND', 'there is no such request')
      }
      return newLink(access, await get(access, id))
    },
    async takeLink(access, id, token) {
      if (access.person === undefined) throw linkInvalid()
      for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
        const before = await get(access, id).catch((error: unknown) => {
          if (AuditError.is(error) && error.code === 'AUDIT_NOT_FOUND') throw linkInvalid()
          throw error
        })
        if (!opensLink(before.link, token, clock.now())) throw linkInvalid()
        const by = stepActor(access.person.actor)
        const next = advance(before, { step: 'downloaded' }, { by, now: clock.now() })
        if (await store.replace(next)) return next
      }
      throw conflict()
    },
    downloaded: (access, request, sent) => log.downloaded(access, request, sent),
    async figures({ tenant }, { from, before }) {
      const found: SubjectRequest[] = []
      for await (const one of everyRequest(store, tenant, { from, before })) found.push(one)
      return requestFigures(found, clock.now())
    },
  }

  async function assertNotFlooded(access: RequestAccess, request: SubjectRequest): Promise<void> {
    const { tenant, subject, kind } = request
    const ask = { subjects: [subject], order: 'newest', limit: MAX_PER_PERSON } as const
    const open = await store.list(tenant, { ...ask, states: OPEN_STATES, kinds: [kind] })
    if (open.length > 0) throw openAlready(kind)
    if (access.person === undefined) return
    const since = new Date(request.openedAt.getTime() - FLOOD_MS)
    const recent = await store.list(tenant, { ...ask, from: since })
    if (recent.length < MAX_PER_PERSON) return
    throw new AuditError(
      'AUDIT_SUBJECT_REQUEST_REFUSED',
      `there are ${MAX_PER_PERSON} requests of the last 30 days already`,
    )
  }
}

/** Who asks again and again keeps others from being answered. */
const MAX_PER_PERSON = 20
const FLOOD_MS = 30 * 86_400_000

function noted(note: string | undefined): { readonly note?: string } {
  return note === undefined ? {} : { note }
}

/**
 * Does this event match this filter?
 *
 * The meaning of every filter, in code: the in-memory store and live views ask here, and a store
 * with a query language must answer the same (the conformance suite compares them). A filter
 * value that is no string, whatever got it past the checks, matches nothing.
 */
import type { Actor, AuditEvent, RecordReference } from '../event/event.ts'
import { actorTypeValue, matchesActorType } from '../event/filter-key.ts'
import { isLook } from '../event/look.ts'
import type { EventFilter, ReadScope } from '../ports/filter.ts'
import { matchesIdText } from '../values/id-text.ts'
import { foldText, searchedWords, SEARCHED_PATHS } from './fold-text.ts'

/** True if the event is the tenant's and every field of the filter holds. */
export function matchesFilter(event: AuditEvent, filter: EventFilter): boolean {
  return (
    event.tenant === filter.tenant &&
    isWithin(event.at, filter) &&
    isOneOf(event.place, filter.places) &&
    isOneOf(event.operation, filter.operations) &&
    isOneOf(event.type, filter.types) &&
    isOneOf(event.category, filter.categories) &&
    isOneOf(event.severity, filter.severities) &&
    isOneOf(event.outcome, filter.outcomes) &&
    isOneOf(event.origin?.ip, filter.ips) &&
    some(filter.actorTypes, (type) => matchesActorType(actorTypeValue(event.actor), type)) &&
    some(filter.users, (user) => isActor(event.actor, user)) &&
    some(filter.agents, (user) => event.actor.type === 'agent' && isActor(event.actor, user)) &&
    some(filter.clients, (client) => isAboutClient(event, client)) &&
    (filter.target === undefined || concernsRecord(event, filter.target)) &&
    (filter.group === undefined || event.group?.id === filter.group) &&
    (filter.withoutLooks === undefined || !isLook(event)) &&
    (filter.text === undefined || containsWords(event, filter.text)) &&
    (filter.scope === undefined || isInScope(event, filter.scope))
  )
}

function isWithin(at: Date, { from, before }: EventFilter): boolean {
  const ms = at.getTime()
  return (
    (from === undefined || ms >= from.getTime()) && (before === undefined || ms < before.getTime())
  )
}

/** An absent list is no condition; an empty one is a condition that nothing meets. */
function some(wanted: readonly string[] | undefined, test: (value: string) => boolean): boolean {
  if (wanted === undefined) return true
  return wanted.some((value) => typeof value === 'string' && test(value))
}

function isOneOf(value: string | undefined, wanted: readonly string[] | undefined): boolean {
  return some(wanted, (one) => one === value)
}

function isActor(actor: Actor, text: string): boolean {
  return actor.name === text || actor.email === text || hasId(actor.id, text)
}

function isAboutClient(event: AuditEvent, text: string): boolean {
  if (event.actor.type === 'client' && isActor(event.actor, text)) return true
  const concerned = [event.target, event.subject, ...(event.related ?? [])]
  return concerned.some(
    (record) => record !== undefined && (record.name === text || hasId(record.id, text)),
  )
}

function concernsRecord(event: AuditEvent, wanted: { type: string; id?: string }): boolean {
  return [event.target, ...(event.related ?? [])].some((record) => isRecord(record, wanted))
}

function isInScope(event: AuditEvent, scope: ReadScope): boolean {
  const { target, subject, actor } = scope
  return (
    (target === undefined || concernsRecord(event, target)) &&
    (subject === undefined || isRecord(event.subject, subject)) &&
    (actor === undefined ||
      ((actor.id === undefined || hasId(event.actor.id, actor.id)) &&
        (actor.email === undefined || event.actor.email === actor.email)))
  )
}

function isRecord(
  record: RecordReference | undefined,
  wanted: { readonly type?: string; readonly id?: string },
): boolean {
  return (
    record !== undefined &&
    (wanted.type === undefined || record.type === wanted.type) &&
    (wanted.id === undefined || hasId(record.id, wanted.id))
  )
}

function hasId(id: unknown, text: string): boolean {
  if (id === undefined || id === null || typeof text !== 'string') return false
  return matchesIdText(id, text)
}

function containsWords(event: AuditEvent, text: string): boolean {
  if (typeof text !== 'string') return false
  const words = searchedWords(text)
  if (words.length === 0) return true
  const texts = SEARCHED_PATHS.flatMap((path) => textsAt(event, path.split('.'))).map(foldText)
  return words.every((word) => texts.some((folded) => folded.includes(word)))
}

function textsAt(value: unknown, keys: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, keys))
  const [key, ...rest] = keys
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return textsAt((value as Record<string, unknown>)[key], rest)
}

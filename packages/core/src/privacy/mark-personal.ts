/**
 * What does an event say of the personal data in it?
 *
 * Which annotated paths it touches, so that whoever reads it later, in whatever process, knows
 * what to hide. And what people are called is set apart from what is searched and listed: nobody
 * finds a hidden name by asking for it, and a door that forgets to ask shows none.
 */
import type { AuditEvent, Change, RecordReference } from '../event/event.ts'
import { meets } from './personal-paths.ts'
import type { PersonalData } from './personal-data.ts'

/** Operations that say something of all of a record's values, whatever they changed. */
const OF_ALL: ReadonlySet<string> = new Set(['create', 'delete', 'bulk-delete', 'restore'])

/** Returns the event as it is stored; one that has nothing to do with personal data as it is. */
export function markPersonal(event: AuditEvent, data: PersonalData): AuditEvent {
  const { target } = event
  const named = withoutLookedAt(withoutNames(event, data), data)
  const type = target?.type
  if (type === undefined || !data.isPersonal(type)) {
    const isMarked = type === undefined && isAboutMany(event) && data.isPersonalPlace(event.place)
    return isMarked ? { ...named, personal: [] } : named
  }
  const paths = data.pathsOf(type).filter(({ path }) => isTouched(event, path))
  const of = (isSensitive: boolean): string[] =>
    paths
      .filter(({ sensitive }) => (sensitive === true) === isSensitive)
      .map(({ path }) => path.join('.'))
  const [personal, sensitive] = [of(false), of(true)]
  // Of a write alone: whoever looked at a record may have seen its name masked.
  const isWrite = event.fidelity !== undefined
  const name = isWrite && data.hasPersonalName(type) ? target?.name : undefined
  const isMarked =
    paths.length > 0 || name !== undefined || OF_ALL.has(event.operation) || isIntent(event)
  return {
    ...named,
    ...(isMarked ? { personal } : {}),
    ...(sensitive.length > 0 ? { sensitive } : {}),
    ...(name === undefined ? {} : { personalName: name }),
  }
}

function isTouched({ changes = [] }: AuditEvent, pattern: readonly string[]): boolean {
  return changes.some(({ path }) => meets(pattern, path))
}

function isIntent({ fidelity }: AuditEvent): boolean {
  return fidelity === 'intent'
}

/** A call of which only its condition is known, or which records it was about. */
function isAboutMany({ fidelity, details }: AuditEvent): boolean {
  return fidelity === 'intent' && details !== undefined
}

function withoutNames(event: AuditEvent, data: PersonalData): AuditEvent {
  const { target, subject, related, changes, details } = event
  const hidden = (one: RecordReference | undefined): boolean =>
    one?.name !== undefined && data.hasPersonalName(one.type)
  const cause = causeOf(details)
  const isCause = cause !== undefined && hidden(cause)
  const hasNames = changes?.some(({ names }) => names?.some(hidden)) === true
  if (![target, subject].some(hidden) && related?.some(hidden) !== true && !hasNames && !isCause) {
    return event
  }
  return {
    ...event,
    ...(target === undefined || !hidden(target) ? {} : { target: nameless(target) }),
    ...(subject === undefined || !hidden(subject) ? {} : { subject: nameless(subject) }),
    ...(related === undefined ? {} : { related: related.map((one) => hide(one, hidden)) }),
    ...(changes === undefined || !hasNames
      ? {}
      : { changes: changes.map((change) => withoutChangeNames(change, hidden)) }),
    ...(isCause ? { details: { ...details, cause: nameless(cause) } } : {}),
  }
}

/** Whoever looked at a person's past is told of by the record's id: the name goes on changing. */
function withoutLookedAt(event: AuditEvent, data: PersonalData): AuditEvent {
  const { target, details } = event
  const type: unknown = details?.['type']
  if (target?.type !== LOOKED_AT || typeof type !== 'string') return event
  if (!data.hasPersonalName(type)) return event
  return { ...event, target: { ...target, name: String(target.id) } }
}

/** What the doors call the past of a record that somebody looked at. */
const LOOKED_AT = 'AuditHistory'

function withoutChangeNames(change: Change, hidden: (one: RecordReference) => boolean): Change {
  const { names } = change
  return names === undefined ? change : { ...change, names: names.map((one) => hide(one, hidden)) }
}

function hide<T extends RecordReference>(one: T, hidden: (one: T) => boolean): T {
  return hidden(one) ? nameless(one) : one
}

function nameless<T extends RecordReference>(one: T): T {
  const { name: _, ...rest } = one
  return rest as T
}

/** The head of a group names in its details what the group was about. */
export function causeOf(details: AuditEvent['details']): RecordReference | undefined {
  const cause = details?.['cause'] as Partial<RecordReference> | null | undefined
  if (typeof cause !== 'object' || cause === null) return undefined
  return typeof cause.type === 'string' && cause.id !== undefined
    ? (cause as RecordReference)
    : undefined
}

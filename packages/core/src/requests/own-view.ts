/**
 * What of an event may the person see whom it is about, or who did it?
 *
 * Pure. Their own values whole, old and new. Of others what is needed to understand it: what they
 * are to the application and not who, and values about them masked.
 */
import type { Actor, Change, ReadEvent, RecordReference, RequestFacts } from '../event/event.ts'
import { maskedPath, patternsOf } from '../guard/masked-event.ts'
import { MASKED, maskText, maskValue } from '../privacy/mask.ts'
import { causeOf } from '../privacy/mark-personal.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import { replacedAt, restsOf } from '../privacy/personal-paths.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { matchesIdText } from '../values/id-text.ts'
import { isReference, kindOf } from '../values/kind.ts'
import { isUniqueId } from '../values/unique-id.ts'
import { createIdMask } from './masked-ids.ts'
import type { IdMask } from './masked-ids.ts'
import type { SubjectKey } from './subject-request.ts'

/** Who reads, and what is known of other people's data. */
export interface OwnViewParts {
  readonly keys: readonly SubjectKey[]
  readonly data: PersonalData
  /** Whether others are told by name, or masked. */
  readonly showsStaff: boolean
}

/** User types by which customers act; an agent of the same number is somebody else. */
const OWN_ACTORS: ReadonlySet<string> = new Set(['client', 'org-manager'])

/** True for an event that says something of the person: as its record, its subject or beside it. */
export function isAbout(event: ReadEvent, keys: readonly SubjectKey[]): boolean {
  const { target, subject, related = [] } = event
  return [target, subject, ...related].some((one) => isPerson(one, keys))
}

/** True if the person is who did it. */
export function isOwnActor(
  actor: Pick<Actor, 'type' | 'id' | 'model'>,
  keys: readonly SubjectKey[],
): boolean {
  const { id, type, model } = actor
  if (id === undefined || id === null) return false
  return keys.some(
    (key) =>
      matchesIdText(id, key.id) &&
      (model === undefined || model === key.type) &&
      (OWN_ACTORS.has(type) || isUniqueId(key.id)),
  )
}

/** Returns the event as that person may have it. */
export function ownView(event: ReadEvent, parts: OwnViewParts): ReadEvent {
  const { keys, data } = parts
  const { personalName, target, subject, related, changes, details, actor, ...rest } = event
  const { origin, request, clientTime, account, ...facts } = rest
  const isOwn = isOwnActor(actor, keys)
  const isTheirs = isOwnData(event, parts)
  const ids = createIdMask(othersIn(event, parts), { keys, isTheirs })
  const ref = <T extends RecordReference>(one: T): T => shownReference(one, parts)
  const named =
    target !== undefined && personalName !== undefined && isPerson(target, keys)
      ? { ...target, name: personalName }
      : target
  return {
    ...facts,
    actor: isOwn ? withoutOthers(actor, parts) : strange(actor, parts),
    ...(named === undefined ? {} : { target: ref(named) }),
    ...(subject === undefined ? {} : { subject: ref(subject) }),
    ...(related === undefined ? {} : { related: related.map(ref) }),
    ...(changes === undefined
      ? {}
      : { changes: changes.map((one) => shownChange(one, event, { ...parts, isTheirs, ids })) }),
    ...(details === undefined
      ? {}
      : {
          details: shownDetails(details, { isWhole: isTheirs || isAlone(event, data, isOwn), ref }),
        }),
    // Where somebody else was when they did it is theirs.
    ...(isOwn && origin !== undefined ? { origin } : {}),
    ...(isOwn && request !== undefined ? { request: shownRequest(request, ids) } : {}),
    ...(isOwn && clientTime !== undefined ? { clientTime } : {}),
    ...(isOwn && account !== undefined ? { account } : {}),
  }
}

/** Values of an event are about its subject; without one, about its record. */
function isOwnData({ target, subject }: ReadEvent, { keys, data }: OwnViewParts): boolean {
  if (target !== undefined && data.isPerson(target.type) && !isPerson(target, keys)) return false
  return isPerson(subject ?? target, keys)
}

/** Something one did that concerns no other person: a sign-in, an export of one's own. */
function isAlone({ target, subject, personal }: ReadEvent, data: PersonalData, isOwn: boolean) {
  const isNobody = target === undefined || !data.isPersonal(target.type)
  return isOwn && subject === undefined && personal === undefined && isNobody
}

function isPerson(one: RecordReference | undefined, keys: readonly SubjectKey[]): boolean {
  return (
    one !== undefined && keys.some(({ type, id }) => type === one.type && matchesIdText(one.id, id))
  )
}

function shownReference<T extends RecordReference>(one: T, { keys, data }: OwnViewParts): T {
  if (!data.isPerson(one.type) || isPerson(one, keys)) return one
  const { name, ...rest } = one
  return { ...rest, id: MASKED, ...(name === undefined ? {} : { name: maskText(name) }) } as T
}

/** Other persons whom the event names, in whatever place. */
function othersIn(event: ReadEvent, { keys, data }: OwnViewParts): readonly RecordReference[] {
  const { target, subject, related = [], changes = [], details } = event
  const named = changes.flatMap(({ names = [] }) => names)
  return [target, subject, causeOf(details), ...related, ...named].flatMap((one) =>
    one === undefined || !data.isPerson(one.type) || isPerson(one, keys) ? [] : [one],
  )
}

function shownChange(
  change: Change,
  event: ReadEvent,
  parts: OwnViewParts & { readonly isTheirs: boolean; readonly ids: IdMask },
): Change {
  const names = change.names?.map((one) => shownReference(one, parts))
  const own = names === undefined ? change : { ...change, names }
  const found = parts.isTheirs
    ? []
    : patternsOf(event, parts.data).flatMap((one) => {
        const rests = restsOf(one.path, change.path)
        return rests.length === 0 ? [] : [{ ...one, rests }]
      })
  const mask = (value: unknown): unknown =>
    found.reduce(
      (kept, { rests, mask: rule }) => replacedAt(kept, rests, (inner) => maskValue(inner, rule)),
      parts.ids.value(value, change),
    )
  const before = mask(change.before)
  const after = mask(change.after)
  const masked = [
    ...(before === change.before ? [] : (['before'] as const)),
    ...(after === change.after ? [] : (['after'] as const)),
  ]
  const path = found.length === 0 ? change.path : maskedPath(change.path, found)
  return {
    ...own,
    path: parts.ids.path(path),
    ...('before' in change ? { before } : {}),
    ...('after' in change ? { after } : {}),
    ...(masked.length === 0 ? {} : { masked }),
  }
}

/** An address that is no pattern may name whose record it was. */
function shownRequest(request: RequestFacts, ids: IdMask): RequestFacts {
  const { route } = request
  return route === undefined ? request : { ...request, route: ids.text(route) }
}

function shownDetails(
  details: NonNullable<ReadEvent['details']>,
  {
    isWhole,
    ref,
  }: { readonly isWhole: boolean; readonly ref: (one: RecordReference) => RecordReference },
): NonNullable<ReadEvent['details']> {
  const kept = isWhole ? details : (maskedTexts(details) as NonNullable<ReadEvent['details']>)
  const cause = causeOf(details)
  return cause === undefined ? kept : { ...kept, cause: ref(cause) }
}

/** How many, and whether: yes. Whom and what: no. */
function maskedTexts(value: unknown): unknown {
  const kind = kindOf(value)
  if (kind === 'array') return (value as readonly unknown[]).map(maskedTexts)
  if (kind === 'object' && !isReference(value)) {
    const kept: Record<string, unknown> = {}
    for (const [key, inner] of Object.entries(fieldsOf(value as object))) {
      setField(kept, key, maskedTexts(inner))
    }
    return kept
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : maskValue(value)
}

/** What somebody is to the application, and not who. */
function strange({ type, name }: Actor, { showsStaff }: OwnViewParts): Actor {
  if (name === undefined) return { type }
  return { type, name: showsStaff ? name : maskText(name) }
}

function withoutOthers(actor: Actor, { showsStaff }: OwnViewParts): Actor {
  const { impersonator, ...own } = actor
  if (impersonator === undefined) return own
  const { name } = impersonator
  const shown = name === undefined ? {} : { name: showsStaff ? name : maskText(name) }
  return { ...own, impersonator: shown }
}

/**
 * What of an event is encrypted, and where does it stand then?
 *
 * Values at annotated paths, what a person who acted is called and where from, what a record is
 * called where that is personal, reasons, and details and routes that say who it was. Each sealed value
 * stands where the value stood, so lists of changes, paths and ids stay what they are. Opening is
 * in `open-event.ts`; who reads what is the guard's.
 */
import type { AuditEvent, Change, StoredEvent, StoredValue } from '../event/event.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { maskLikelyPersonal } from '../privacy/likely-values.ts'
import { maskLeaves } from '../privacy/mask.ts'
import { restsOf } from '../privacy/personal-paths.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isIndex } from '../values/is-index.ts'
import { isReference, kindOf } from '../values/kind.ts'
import type { DataKey } from './data-key.ts'
import { isTellingDetail, isTellingReason, isTellingRoute, OWN_FILTERS } from './owners.ts'
import { HIDDEN_KEY } from './hidden-key.ts'
import type { EventOwners } from './owners.ts'
import { sealBytes, SEALED_SUBTYPE } from './sealed-bytes.ts'
import type { TokenMaker } from './tokens.ts'

type Path = readonly string[]

/** With what an event is sealed. */
export interface SealWith {
  readonly owners: EventOwners
  /** By owner. */
  readonly keys: ReadonlyMap<string, DataKey>
  readonly make: Pick<ValueMaker, 'binary'>
  readonly tokens: TokenMaker
}

/** True for an event that was sealed, or has nothing left to seal. */
export function isSealed({ e }: StoredEvent): boolean {
  return e.sealed !== undefined
}

/** Returns the event with everything encrypted that is about a person. */
export function sealStored(event: StoredEvent, parts: SealWith): StoredEvent {
  const { e, _id } = event
  const ids: string[] = []
  const tk: NonNullable<StoredEvent['tk']>[number][] = []

  function keyOf(whose: keyof EventOwners): DataKey | undefined {
    const owner = parts.owners[whose]
    return owner === undefined ? undefined : parts.keys.get(owner)
  }

  function seal<T>(value: T, whose: keyof EventOwners, path: readonly unknown[]): T {
    const key = keyOf(whose)
    // That there is nothing is no secret, and nobody masks it.
    if (key === undefined || value === undefined || value === null) return value
    if (!ids.includes(key.id)) ids.push(key.id)
    const place = { tenant: e.tenant, event: _id, path }
    const bytes = sealBytes(value, key, { place, keyNumber: ids.indexOf(key.id) })
    // It stands where a value of the type stands, for as long as it is stored.
    return parts.make.binary(bytes, SEALED_SUBTYPE) as T
  }

  function found(kind: 'actor' | 'ip' | 'name', text: unknown, whose: keyof EventOwners): void {
    const key = keyOf(whose)
    if (key !== undefined && typeof text === 'string') {
      tk.push({ k: key.id, t: parts.tokens(kind, text) })
    }
  }

  const sealed: AuditEvent = {
    ...e,
    ...(parts.owners.actor === undefined ? {} : sealedActor(e, { seal, found })),
    ...sealedRoute(e, parts.owners, seal),
    ...(isTellingReason(e) ? { reason: seal(e.reason, 'about', ['reason']) } : {}),
    ...(e.details === undefined ? {} : { details: sealedDetails(e, parts.owners, seal) }),
    ...(e.changes === undefined || e.personal === undefined
      ? {}
      : { changes: sealedChanges(e, e.changes, seal) }),
    ...(e.personalName === undefined
      ? {}
      : { personalName: seal(e.personalName, 'about', ['personalName']) }),
  }
  found('name', e.personalName, 'about')
  if (ids.length === 0 && sealed.details === e.details) return event
  return { ...event, e: { ...sealed, sealed: ids }, ...(tk.length === 0 ? {} : { tk }) }
}

type Seal = <T>(value: T, whose: keyof EventOwners, path: readonly unknown[]) => T
type Found = (kind: 'actor' | 'ip' | 'name', text: unknown, whose: keyof EventOwners) => void

function sealedActor(
  { actor, account, origin }: AuditEvent,
  { seal, found }: { readonly seal: Seal; readonly found: Found },
): Partial<AuditEvent> {
  for (const text of new Set([actor.name, actor.email])) found('actor', text, 'actor')
  found('ip', origin?.ip, 'actor')
  const texts = (['name', 'email'] as const).filter((one) => actor[one] !== undefined)
  const sealed = texts.map((one) => [one, seal(actor[one], 'actor', ['actor', one])] as const)
  return {
    actor: sealed.length === 0 ? actor : { ...actor, ...Object.fromEntries(sealed) },
    ...(account?.name === undefined
      ? {}
      : { account: { ...account, name: seal(account.name, 'actor', ['account', 'name']) } }),
    ...(origin?.ip === undefined
      ? {}
      : { origin: { ...origin, ip: seal(origin.ip, 'actor', ['origin', 'ip']) } }),
  }
}

function sealedRoute(
  { request }: AuditEvent,
  { about }: EventOwners,
  seal: Seal,
): Partial<AuditEvent> {
  const route = request?.route
  if (!isTellingRoute(route)) return {}
  const whose = about === undefined ? 'actor' : 'about'
  return { request: { ...request, route: seal(route, whose, ['request', 'route']) } }
}

function sealedDetails(
  event: AuditEvent,
  { about }: EventOwners,
  seal: Seal,
): NonNullable<AuditEvent['details']> {
  const { details = {}, place } = event
  const whose = about === undefined ? 'actor' : 'about'
  let copy: Record<string, StoredValue> | undefined
  for (const [key, value] of Object.entries(details)) {
    const kept =
      key === 'filter'
        ? maskedFilter(value, event)
        : isTellingDetail(key, value, place)
          ? seal(value, whose, ['details', key])
          : value
    if (kept === value) continue
    copy ??= { ...details }
    setField(copy, key, kept)
  }
  return copy ?? details
}

/** A condition holds values of the records that it chooses, and whose they were nobody knows. */
function maskedFilter(filter: StoredValue, { personal, place }: AuditEvent): StoredValue {
  if (personal !== undefined) return maskLeaves(filter)
  return place === OWN_FILTERS ? filter : maskLikelyPersonal(filter)
}

function sealedChanges(
  { personal = [], sensitive = [] }: AuditEvent,
  changes: readonly Change[],
  seal: Seal,
): readonly Change[] {
  const patterns = [...personal, ...sensitive].map((path) => path.split('.'))
  const known = new Set(patterns.flat())
  return changes.map((change, index) => {
    const { path } = change
    const rests = patterns.flatMap((pattern) => restsOf(pattern, path))
    if (rests.length === 0) return change
    const hidden = path.map((one) => (isIndex(one) || known.has(one) ? one : HIDDEN_KEY))
    const isHidden = hidden.some((one, at) => one !== path[at])
    const sealedAt = (side: 'before' | 'after'): unknown =>
      sealAt(change[side], rests, {
        seal: (value, at) => seal(value, 'about', ['changes', index, side, path, at]),
        at: [],
      })
    return {
      ...change,
      ...(isHidden
        ? { path: hidden, sealedPath: seal(path, 'about', ['changes', index, 'path']) }
        : {}),
      ...('before' in change ? { before: sealedAt('before') } : {}),
      ...('after' in change ? { after: sealedAt('after') } : {}),
    }
  })
}

interface Sealing {
  readonly seal: (value: unknown, at: Path) => unknown
  /** Names from the change's value down to here. */
  readonly at: Path
}

function sealAt(value: unknown, rests: readonly Path[], how: Sealing): unknown {
  if (rests.length === 0) return value
  // Keys that no schema names are data as well: they go with what they hold.
  if (rests.some(([first]) => first === undefined || first === '*')) return how.seal(value, how.at)
  if (kindOf(value) === 'array') {
    return (value as readonly unknown[]).map((item, index) =>
      sealAt(item, rests, { ...how, at: [...how.at, String(index)] }),
    )
  }
  if (kindOf(value) !== 'object' || isReference(value)) return value
  const fields = fieldsOf(value as object)
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    const inner = rests.filter(([first]) => first === key).map((rest) => rest.slice(1))
    setField(copy, key, sealAt(fields[key], inner, { ...how, at: [...how.at, key] }))
  }
  return copy
}

/**
 * What does a sealed event hold?
 *
 * The inverse of `seal-event.ts`. A value whose key was destroyed is left out and named in
 * `erased`; a change says so where it would say why else its values are missing, so that every
 * reader of changes knows what to do. Nothing of it is an error.
 */
import type { AuditEvent, Change, StoredEvent, StoredValue } from '../event/event.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { ERASED } from '../privacy/erased.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'
import type { DataKey } from './data-key.ts'
import { HIDDEN_KEY } from './hidden-key.ts'
import { keyNumberOf, NotSealedHere, openBytes, sealedBytesOf } from './sealed-bytes.ts'

/** With what events are opened. */
export interface OpenWith {
  /** By id; the ones that are missing were destroyed. */
  readonly keys: ReadonlyMap<string, DataKey>
  readonly make: ValueMaker
  /** Told every value that was opened, before it is put back. */
  readonly opened?: (value: unknown, place: readonly unknown[]) => void
  /** Told of an event with a value that does not open where it stands: somebody changed it. */
  readonly damaged?: (event: string) => void
}

/** Returns the event with its values, as far as their keys exist. */
export function openStored(event: StoredEvent, parts: OpenWith): StoredEvent {
  const { e, _id } = event
  const ids = e.sealed
  if (ids === undefined) return event
  const erased: string[] = []
  const open = (value: unknown, path: readonly unknown[]): unknown => {
    const bytes = sealedBytesOf(value)
    if (bytes === undefined) return value
    try {
      const id = ids[keyNumberOf(bytes)]
      const key = id === undefined ? undefined : parts.keys.get(id)
      if (id === undefined) throw new NotSealedHere()
      if (key === undefined) return ERASED
      const place = { tenant: e.tenant, event: _id, path }
      const value = openBytes(bytes, key, { place, id, make: parts.make })
      parts.opened?.(value, path)
      return value
    } catch (error) {
      if (!(error instanceof NotSealedHere)) throw error
      parts.damaged?.(_id)
      return ERASED
    }
  }
  /** Opens some fields of a part; what is erased is left out of it. */
  const openedPart = <T extends object>(part: T, name: string, fields: readonly (keyof T)[]): T => {
    const copy = { ...part }
    for (const field of fields) {
      if (part[field] === undefined) continue
      const value = open(part[field], [name, field])
      if (value === ERASED && part[field] !== ERASED) {
        erased.push(`${name}.${String(field)}`)
        delete copy[field]
      } else copy[field] = value as T[keyof T]
    }
    return copy
  }
  const {
    account,
    origin,
    request,
    details,
    changes,
    reason,
    personalName: sealedName,
    ...rest
  } = e
  const name = open(sealedName, ['personalName'])
  const said = open(reason, ['reason'])
  const opened: AuditEvent = {
    ...rest,
    actor: openedPart(e.actor, 'actor', ['name', 'email']),
    ...(account === undefined ? {} : { account: openedPart(account, 'account', ['name']) }),
    ...(origin === undefined ? {} : { origin: openedPart(origin, 'origin', ['ip']) }),
    ...(request === undefined ? {} : { request: openedPart(request, 'request', ['route']) }),
    ...(details === undefined ? {} : { details: openedDetails(details) }),
    ...(changes === undefined ? {} : { changes: changes.map(openedChange) }),
    ...(typeof said === 'string' && said !== ERASED ? { reason: said } : {}),
    ...(typeof name === 'string' && name !== ERASED ? { personalName: name } : {}),
  }
  if (said === ERASED && reason !== ERASED) erased.push('reason')
  if (name === ERASED) erased.push('personalName')
  return { ...event, e: erased.length === 0 ? opened : { ...opened, erased } }

  function openedDetails(given: NonNullable<AuditEvent['details']>): Record<string, StoredValue> {
    const copy: Record<string, StoredValue> = {}
    for (const [key, value] of Object.entries(given)) {
      const shown = open(value, ['details', key])
      if (shown === ERASED && value !== ERASED) erased.push(`details.${key}`)
      setField(copy, key, shown)
    }
    return copy
  }

  function openedChange(change: Change, index: number): Change {
    const { sealedPath, ...whole } = change
    const given = open(sealedPath, ['changes', index, 'path'])
    const path = Array.isArray(given) ? (given as readonly string[]) : change.path
    const side = (name: 'before' | 'after'): unknown =>
      openedIn(change[name], [], (value, at) => open(value, ['changes', index, name, path, at]))
    const before = side('before')
    const after = side('after')
    const isErased = [before, after].some((one, at) =>
      isNewly(one, [change.before, change.after][at]),
    )
    if (isErased) {
      erased.push(`changes.${index}`)
      const known = path.indexOf(HIDDEN_KEY)
      // Which key of a map it was went with it: of the map itself nothing is known any more.
      if (sealedPath !== undefined && known !== -1) {
        return { path: path.slice(0, known), op: 'replace', omitted: 'erased' }
      }
      return { path, op: change.op, omitted: 'erased' }
    }
    return {
      ...whole,
      path,
      ...('before' in change ? { before } : {}),
      ...('after' in change ? { after } : {}),
    }
  }
}

function isNewly(opened: unknown, stored: unknown): boolean {
  return opened === ERASED && sealedBytesOf(stored) !== undefined
}

function openedIn(
  value: unknown,
  at: readonly string[],
  open: (value: unknown, at: readonly string[]) => unknown,
): unknown {
  const kind = kindOf(value)
  if (kind === 'binary') return open(value, at)
  if (kind === 'array') {
    const items = value as readonly unknown[]
    const copy = items.map((item, index) => openedIn(item, [...at, String(index)], open))
    return copy.some((item, index) => item !== items[index]) ? copy : items
  }
  if (kind !== 'object' || isReference(value)) return value
  const fields = fieldsOf(value as object)
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const opened = openedIn(fields[key], [...at, key], open)
    if (opened === fields[key]) continue
    copy ??= { ...fields }
    setField(copy, key, opened)
  }
  return copy ?? value
}

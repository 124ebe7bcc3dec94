/**
 * What does a record become by these changes, and by their opposite?
 *
 * The exact inverse of `diffRecords`, up to the order of keys. The record passed in is never
 * changed; what a change does not touch is shared with it.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { Change, StoredRecord } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { kindOf } from '../values/kind.ts'

/**
 * Returns the record after the changes, applied in their order.
 *
 * Objects on the way to an added path are made; objects that the removals leave empty go too, so
 * that the changes of a delete leave nothing. Every stored record has an `_id`: one without any
 * field is one that does not exist.
 *
 * @param before - The record before; undefined if it did not exist.
 * @param changes - What `diffRecords` returned.
 * @returns The record after; undefined if it does not exist.
 * @throws {@link AuditError} `AUDIT_PATCH_INVALID` if a change does not fit the record, or its
 * value was left out of the event.
 */
export function applyChanges(
  before: StoredRecord | undefined,
  changes: readonly Change[],
): StoredRecord | undefined {
  if (changes.length === 0) return before
  const draft: Draft = { root: { record: before ?? {} }, owned: new Set() }
  for (const [index, change] of changes.entries()) {
    if (!applyChange(draft, change)) refuse(index)
  }
  for (const change of changes) {
    if (change.op === 'remove') dropEmptyParents(draft, change.path)
  }
  const after = draft.root['record'] as StoredRecord | undefined
  return after !== undefined && Object.keys(fieldsOf(after)).length > 0 ? after : undefined
}

/** Returns the changes that lead back: the opposite of each, in the opposite order. */
export function invertChanges(changes: readonly Change[]): Change[] {
  return changes.toReversed().map(({ path, op, before, after, omitted }) => ({
    path,
    op: op === 'add' ? 'remove' : op === 'remove' ? 'add' : 'replace',
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(omitted === undefined ? {} : { omitted }),
  }))
}

type Container = Record<string, unknown> | unknown[]

interface Draft {
  /** Holds the record, so that the record itself can be replaced like any other value. */
  readonly root: Record<string, unknown>
  /** Objects and arrays made here: only these may be changed. */
  readonly owned: Set<object>
}

const RECORD = 'record'

function applyChange(draft: Draft, change: Change): boolean {
  if (change.op !== 'remove' && change.after === undefined) return false
  const path = [RECORD, ...change.path]
  const key = path.pop() ?? RECORD
  const parent = ownParent(draft, path, change.op === 'add')
  if (parent === undefined) return false
  if (Array.isArray(parent)) return applyToArray(parent, key, change)
  // The record itself is always there to be replaced: at worst it is the empty one.
  const fits = parent === draft.root || Object.hasOwn(parent, key) === (change.op !== 'add')
  if (!fits) return false
  if (change.op === 'remove') delete parent[key]
  else setField(parent, key, change.after)
  return true
}

function applyToArray(items: unknown[], key: string, change: Change): boolean {
  const index = indexOf(key, items.length - (change.op === 'add' ? 0 : 1))
  if (index === undefined) return false
  if (change.op === 'add') items.splice(index, 0, change.after)
  else if (change.op === 'remove') items.splice(index, 1)
  else items[index] = change.after
  return true
}

/** Walks down to the container that holds the last segment, owning each on the way. */
function ownParent(draft: Draft, path: readonly string[], make: boolean): Container | undefined {
  let container: Container = draft.root
  for (const segment of path) {
    const child = childOf(container, segment)
    const next = child === undefined && make ? {} : child
    const owned = ownCopy(draft, next)
    if (owned === undefined) return undefined
    if (owned !== child) setChild(container, segment, owned)
    container = owned
  }
  return container
}

function ownCopy(draft: Draft, value: unknown): Container | undefined {
  if (typeof value === 'object' && value !== null && draft.owned.has(value)) {
    return value as Container
  }
  const copy = copyContainer(value)
  if (copy !== undefined) draft.owned.add(copy)
  return copy
}

function copyContainer(value: unknown): Container | undefined {
  const kind = kindOf(value)
  if (kind === 'array') return [...(value as unknown[])]
  if (kind !== 'object') return undefined
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(fieldsOf(value as object))) setField(copy, key, item)
  return copy
}

function childOf(container: Container, segment: string): unknown {
  if (Array.isArray(container)) {
    const index = indexOf(segment, container.length - 1)
    return index === undefined ? undefined : container[index]
  }
  return Object.hasOwn(container, segment) ? container[segment] : undefined
}

function setChild(container: Container, segment: string, child: unknown): void {
  if (Array.isArray(container)) container[Number(segment)] = child
  else setField(container, segment, child)
}

function indexOf(segment: string, most: number): number | undefined {
  const index = /^(?:0|[1-9]\d{0,9})$/.test(segment) ? Number(segment) : Infinity
  return index <= most ? index : undefined
}

function dropEmptyParents(draft: Draft, path: readonly string[]): void {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const way = [RECORD, ...path.slice(0, length)]
    const key = way.pop() ?? RECORD
    const parent = ownParent(draft, way, false)
    if (parent === undefined || Array.isArray(parent)) return
    const child = childOf(parent, key)
    if (kindOf(child) !== 'object' || Object.keys(child as object).length > 0) return
    delete parent[key]
  }
}

function refuse(index: number): never {
  // The position and not the path: keys can be personal.
  throw new AuditError(
    'AUDIT_PATCH_INVALID',
    `changes[${index}] does not fit the record, or its value was left out`,
  )
}

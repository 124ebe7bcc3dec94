/**
 * A record that is led through its events, forwards or backwards.
 *
 * Every step says whether the event fits what the record was: where it does not, something wrote
 * past the capture, and the event is right. A taken image stays as it is whatever comes after.
 */
import { invertChanges } from '../diff/apply-changes.ts'
import type { Change } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { kindOf } from '../values/kind.ts'
import { Hole, mayBeSame, openSecrets } from './hole.ts'
import { endsRecord, leavesUnknown, makesRecord } from './write-kind.ts'
import type { WriteEvent } from './write-kind.ts'

/** A path at which an event does not fit what came before or after it. */
export interface Break {
  readonly path: readonly string[]
  readonly event: string
}

/** A record on its way through time. */
export interface WorkingRecord {
  /** Applies an event; returns where it does not fit. */
  forward(event: WriteEvent): Break[]
  /** Takes an event back; returns where it does not fit. */
  back(event: WriteEvent): Break[]
  /** The record now: undefined if there is none, a hole if nothing is known. Never changed later. */
  image(): unknown
}

/** Starts from an image; undefined for no record, a hole for one that is not known. */
export function createWorkingRecord(start: unknown): WorkingRecord {
  let owned = new Set<object>()
  const root: { record?: unknown } = { record: start }

  function move(event: WriteEvent, steps: Steps): Break[] {
    const { id } = event
    const paths: (readonly string[])[] = []
    if (leavesUnknown(event)) {
      root.record = unknownAfter(event, steps)
      return []
    }
    if (steps.begins && root.record !== undefined && !(root.record instanceof Hole)) {
      paths.push([])
      root.record = undefined
    }
    for (const change of steps.changes) {
      if (!step(change, id)) paths.push(change.path)
    }
    for (const change of steps.changes) {
      if (change.op === 'remove') dropEmptyParents(change.path)
    }
    const isEmpty =
      isObject(root.record) && Object.keys(fieldsOf(root.record as object)).length === 0
    if (steps.ends) {
      if (!isEmpty && root.record !== undefined && !(root.record instanceof Hole)) paths.push([])
      root.record = undefined
    } else if (isEmpty) {
      root.record = undefined
    }
    return paths.map((path) => ({ path, event: id }))
  }

  function step(change: Change, id: string): boolean {
    const { path, op } = change
    const isLeftOut = change.omitted !== undefined
    const value = isLeftOut
      ? new Hole(change.omitted ?? 'size', { event: id })
      : openSecrets(change.after, id)
    const last = path.at(-1)
    if (last === undefined) {
      // Only paths that were too many give way to the record itself: nothing of it is known.
      root.record = value instanceof Hole ? value : new Hole('size', { event: id })
      return true
    }
    const way = wayTo(path, op !== 'remove')
    if (way.parent instanceof Hole) return true
    if (way.parent === undefined) return false
    const before = isLeftOut
      ? new Hole(change.omitted ?? 'size', { event: id })
      : openSecrets(change.before, id)
    if (Array.isArray(way.parent)) {
      const fits = stepInArray(way.parent, last, { op, before, value })
      // Where the elements are not what they were, nobody can say which is which.
      if (fits === undefined) replaceAt(path.slice(0, -1), new Hole('not-captured', { event: id }))
      return fits === true
    }
    const parent = way.parent as Record<string, unknown>
    const has = Object.hasOwn(parent, last)
    const fits =
      op === 'add'
        ? !has || parent[last] instanceof Hole
        : has
          ? mayBeSame(parent[last], before)
          : before instanceof Hole
    if (op === 'remove') delete parent[last]
    else setField(parent, last, value)
    return fits && way.fits
  }

  /** The container of a path's last segment, owned; a hole where nothing below it is known. */
  function wayTo(
    path: readonly string[],
    make: boolean,
  ): { parent: object | undefined; fits: boolean } {
    if (root.record === undefined && make) root.record = own({})
    let container: unknown = root.record
    let fits = true
    if (container instanceof Hole) return { parent: container, fits }
    if (!isContainer(container)) return { parent: undefined, fits: false }
    container = root.record = own(container)
    for (const segment of path.slice(0, -1)) {
      const child = childOf(container as object, segment)
      if (child instanceof Hole) return { parent: child, fits }
      if (isContainer(child)) {
        const owner = own(child)
        if (owner !== child) setChild(container as object, segment, owner)
        container = owner
        continue
      }
      if (!make || Array.isArray(container)) return { parent: undefined, fits: false }
      // A value where an object must have been is a misfit; nothing at all is an addition.
      fits &&= child === undefined
      const made = own({})
      setField(container as Record<string, unknown>, segment, made)
      container = made
    }
    return { parent: container as object, fits }
  }

  function own(container: object): object {
    if (owned.has(container)) return container
    const copy = Array.isArray(container)
      ? [...(container as unknown[])]
      : copyFields(fieldsOf(container))
    owned.add(copy)
    return copy
  }

  function replaceAt(path: readonly string[], value: unknown): void {
    const last = path.at(-1)
    const { parent } = last === undefined ? { parent: undefined } : wayTo(path, false)
    if (last === undefined) root.record = value
    else if (parent !== undefined && !(parent instanceof Hole)) setChild(parent, last, value)
  }

  function dropEmptyParents(path: readonly string[]): void {
    for (let length = path.length - 1; length > 0; length -= 1) {
      const way = path.slice(0, length)
      const { parent } = wayTo(way, false)
      const key = way.at(-1)
      if (parent === undefined || parent instanceof Hole || Array.isArray(parent)) return
      const child = key === undefined ? undefined : childOf(parent, key)
      if (!isObject(child) || Object.keys(fieldsOf(child as object)).length > 0) return
      delete (parent as Record<string, unknown>)[key ?? '']
    }
  }

  return {
    forward: (event) =>
      move(event, {
        changes: event.changes ?? [],
        begins: makesRecord(event),
        ends: endsRecord(event),
        toward: 'later',
      }),
    back: (event) =>
      move(event, {
        changes: takenBack(event),
        begins: endsRecord(event),
        ends: makesRecord(event),
        toward: 'earlier',
      }),
    image() {
      // What is shared with an image is copied before it is changed.
      owned = new Set()
      return root.record
    },
  }
}

// A deletion names fields that have nothing to do with each other, in the record's own order.
function takenBack(event: WriteEvent): readonly Change[] {
  const inverted = invertChanges(event.changes ?? [])
  return endsRecord(event) ? inverted.toReversed() : inverted
}

interface Steps {
  readonly changes: readonly Change[]
  /** In this direction the event makes the record. */
  readonly begins: boolean
  /** In this direction the event ends it. */
  readonly ends: boolean
  readonly toward: 'later' | 'earlier'
}

function unknownAfter(event: WriteEvent, { toward }: Steps): Hole | undefined {
  const isAbsent = toward === 'later' ? endsRecord(event) : makesRecord(event)
  const because = event.fidelity === 'intent' ? 'intent' : 'size'
  return isAbsent ? undefined : new Hole(because, { event: event.id })
}

/** Undefined if the array is not what it was. */
function stepInArray(
  items: unknown[],
  key: string,
  step: { readonly op: Change['op']; readonly before: unknown; readonly value: unknown },
): boolean | undefined {
  const index = /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : Infinity
  const { op, before, value } = step
  if (index > items.length - (op === 'add' ? 0 : 1)) return undefined
  if (op === 'add') {
    items.splice(index, 0, value)
    return true
  }
  const fits = mayBeSame(items[index], before)
  if (op === 'remove') items.splice(index, 1)
  else items[index] = value
  return fits
}

function childOf(container: object, segment: string): unknown {
  if (Array.isArray(container)) {
    return /^(?:0|[1-9]\d{0,9})$/.test(segment)
      ? (container[Number(segment)] as unknown)
      : undefined
  }
  const fields = container as Record<string, unknown>
  return Object.hasOwn(fields, segment) ? fields[segment] : undefined
}

function setChild(container: object, segment: string, child: unknown): void {
  if (Array.isArray(container)) container[Number(segment)] = child
  else setField(container as Record<string, unknown>, segment, child)
}

function copyFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(fields)) setField(copy, key, item)
  return copy
}

function isObject(value: unknown): boolean {
  return !(value instanceof Hole) && kindOf(value) === 'object'
}

function isContainer(value: unknown): value is object {
  return isObject(value) || kindOf(value) === 'array'
}

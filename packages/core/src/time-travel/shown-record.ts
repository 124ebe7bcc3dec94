/**
 * What of a record with holes is shown, and what is said to be missing?
 *
 * A field that is not known is left out and named. An element cannot be left out without moving
 * the others: then it is the array that is not known.
 */
import type { StoredRecord } from '../event/event.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { Hole, isOpenObject } from './hole.ts'
import type { Missing } from './hole.ts'

/** A path whose value is not known. */
export interface MissingPath {
  /** Empty for the whole record. `*` in a path that is not audited stands for any one segment. */
  readonly path: readonly string[]
  readonly because: Missing
  /** The event that left it out, or the first that does not fit. */
  readonly event?: string
}

/** What can be shown. */
export interface Shown {
  readonly record: StoredRecord | undefined
  readonly missing: readonly MissingPath[]
}

/** Takes the holes out of an image and lists them. */
export function shownRecord(image: unknown): Shown {
  const missing: MissingPath[] = []
  const record = shown(image, [], missing)
  return {
    record: record instanceof Hole ? undefined : (record as StoredRecord | undefined),
    missing,
  }
}

/** The holes of an image that the live record cannot fill. */
export function unfillable(image: unknown): readonly MissingPath[] {
  const missing: MissingPath[] = []
  shown(image, [], missing, (hole) => !hole.untouched)
  return missing
}

/** Fills what the live record has, unchanged since, and was not to be shown. */
export function filledFromLive(image: unknown, live: unknown): unknown {
  if (image instanceof Hole) return image.untouched ? live : image
  if (isOpenObject(image)) {
    const [fields, other] = [fieldsOf(image), isOpenObject(live) ? fieldsOf(live) : {}]
    const filled: Record<string, unknown> = {}
    for (const key of Object.keys(fields)) {
      const item = filledFromLive(fields[key], Object.hasOwn(other, key) ? other[key] : undefined)
      setField(filled, key, item)
    }
    return filled
  }
  if (!Array.isArray(image)) return image
  const items = Array.isArray(live) ? (live as unknown[]) : []
  return image.map((item, index) => filledFromLive(item, items[index]))
}

function shown(
  value: unknown,
  path: readonly string[],
  missing: MissingPath[],
  counts: (hole: Hole) => boolean = () => true,
): unknown {
  if (value instanceof Hole) {
    if (counts(value)) missing.push(missingPath(path, value))
    return value
  }
  if (isOpenObject(value)) {
    const fields = fieldsOf(value)
    const kept: Record<string, unknown> = {}
    for (const key of Object.keys(fields)) {
      const item = shown(fields[key], [...path, key], missing, counts)
      if (!(item instanceof Hole)) setField(kept, key, item)
    }
    return kept
  }
  if (!Array.isArray(value)) return value
  const hole = value.find((item) => item instanceof Hole)
  if (hole instanceof Hole) {
    if (counts(hole)) missing.push(missingPath(path, hole))
    return hole
  }
  return value.map((item, index) => shown(item, [...path, String(index)], missing, counts))
}

function missingPath(path: readonly string[], { because, event }: Hole): MissingPath {
  return { path, because, ...(event === undefined ? {} : { event }) }
}

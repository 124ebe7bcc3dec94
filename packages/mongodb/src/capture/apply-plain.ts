/**
 * What is a record after a plain update, and did the server take it for a change?
 *
 * Follows the server rule by rule, and says that it does not know wherever the server knows more:
 * fields that are read as equal may differ in bytes, an array may be reached into. Compared with a
 * real server by generated updates in the tests.
 */
import type { StoredRecord } from '@rastro/core'
import { identicalValue, kindOf } from '@rastro/core'
import { tryAdd } from './add-numbers.ts'
import type { PlainStep, PlainTree } from './plain-update.ts'

/** What came of an update. */
export interface Applied {
  readonly after: StoredRecord
  readonly isChange: boolean
}

/** @returns undefined where the record before and the update do not say it. */
export function tryApply(before: StoredRecord, update: PlainTree): Applied | undefined {
  try {
    const applied = applyTo(before, update)
    return { after: applied.value as StoredRecord, isChange: applied.isChange }
  } catch (error) {
    if (error instanceof NotCertain) return undefined
    throw error
  }
}

class NotCertain extends Error {
  override readonly name = 'NotCertain'
}

interface Result {
  readonly value: unknown
  readonly isChange: boolean
}

function applyTo(container: unknown, update: PlainTree): Result {
  const kind = kindOf(container)
  if (kind !== 'object' && kind !== 'array') throw new NotCertain()
  // A reference that the driver made an object of is not looked into.
  const isPlain =
    !('_bsontype' in (container as object)) || Object.hasOwn(container as object, '_bsontype')
  if (!isPlain) throw new NotCertain()
  const fields = new Map<string, unknown>(Object.entries(container as object))
  let isChange = false
  for (const [name, child] of update.children) {
    if (kind === 'array' && !isOwnIndex(name, child, fields)) throw new NotCertain()
    const done = applyAt(fields, name, child)
    isChange ||= done
  }
  if (!isChange) return { value: container, isChange }
  return { value: kind === 'array' ? [...fields.values()] : objectOf(fields), isChange }
}

// Beyond the end the server fills up, and what it takes out of an array it leaves a hole for.
function isOwnIndex(
  name: string,
  child: PlainTree | PlainStep,
  fields: ReadonlyMap<string, unknown>,
): boolean {
  return fields.has(name) && ('children' in child || child.kind !== 'unset')
}

function applyAt(
  fields: Map<string, unknown>,
  name: string,
  child: PlainTree | PlainStep,
): boolean {
  const has = fields.has(name)
  // JavaScript puts names that look like numbers first, whatever order they were stored in.
  if (!has && /^\d+$/.test(name)) throw new NotCertain()
  if ('children' in child) return applyUnder(fields, name, child)
  if (child.kind === 'unset') return fields.delete(name)
  if (child.kind === 'inc') {
    if (!has) {
      fields.set(name, child.by)
      return true
    }
    const sum = tryAdd(fields.get(name), child.by)
    if (sum === undefined) throw new NotCertain()
    if (sum.isChange) fields.set(name, sum.value)
    return sum.isChange
  }
  if (has && identicalValue(fields.get(name), child.value)) {
    if (mayDifferInBytes(child.value)) throw new NotCertain()
    return false
  }
  fields.set(name, child.value)
  return true
}

function applyUnder(fields: Map<string, unknown>, name: string, update: PlainTree): boolean {
  if (!fields.has(name)) {
    const made = madeBy(update)
    if (made === undefined) return false
    fields.set(name, made)
    return true
  }
  const { value, isChange } = applyTo(fields.get(name), update)
  if (isChange) fields.set(name, value)
  return isChange
}

/** The object that the server makes where there was none; undefined if there is nothing to put in. */
function madeBy(update: PlainTree): object | undefined {
  const fields = new Map<string, unknown>()
  for (const [name, child] of update.children) {
    if (/^\d+$/.test(name)) throw new NotCertain()
    if ('children' in child) {
      const inner = madeBy(child)
      if (inner !== undefined) fields.set(name, inner)
    } else if (child.kind === 'set') fields.set(name, child.value)
    else if (child.kind === 'inc') fields.set(name, child.by)
  }
  return fields.size === 0 ? undefined : objectOf(fields)
}

// `fromEntries` defines each key, also `__proto__`.
function objectOf(fields: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(fields)
}

/**
 * Whether another value would be read as this one: damaged text and the several forms of what is
 * no number, and objects whose keys JavaScript puts in an order of its own.
 */
function mayDifferInBytes(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\uFFFD')
  if (typeof value === 'number') return Number.isNaN(value)
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(mayDifferInBytes)
  if (kindOf(value) === 'object') {
    return Object.entries(value).some(
      ([key, inner]) => /^\d+$|\uFFFD/.test(key) || mayDifferInBytes(inner),
    )
  }
  // Patterns, code and the like are hardly ever stored; numbers, dates and ids have one form.
  return !ONE_FORM.has(kindOf(value)) || Number.isNaN((value as { value?: unknown }).value)
}

const ONE_FORM = new Set(['int', 'long', 'decimal', 'double', 'objectId', 'date', 'binary'])

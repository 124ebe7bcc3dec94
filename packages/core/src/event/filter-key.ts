/**
 * By which key does the store find events of a place, operation, actor type, outcome and severity?
 *
 * These five have few values each, and people combine them freely. One key for the five, with a
 * dictionary of the keys in use, makes any such combination a lookup of known keys; which keys
 * are in use is the store's business.
 */
import { hash } from 'node:crypto'
import type { Actor, AuditEvent } from './event.ts'

/** What the key is made of. A named app's actor type is `app:<name>`. */
export interface FilterKeyParts {
  readonly place: string
  readonly operation: string
  readonly actorType: string
  readonly outcome: string
  readonly severity: string
}

/** 64 bits: among a million keys, one chance in 37 million that any two are equal. */
const KEY_BYTES = 8

/** Few in any application, unless somebody makes names of places or apps up. */
const MAX_KEYS = 1_000
const keys = new Map<string, string>()

/**
 * Returns the key of five values: 11 characters of `A-Z a-z 0-9 - _`, the same in every process
 * and version.
 *
 * @example
 * ```ts
 * filterKey({
 *   place: 'clients',
 *   operation: 'update',
 *   actorType: 'agent',
 *   outcome: 'success',
 *   severity: 'info',
 * }) // 'utyt_FSbAtM'
 * ```
 */
export function filterKey(parts: FilterKeyParts): string {
  const { place, operation, actorType, outcome, severity } = parts
  // JSON keeps the five apart whatever characters they contain.
  const text = JSON.stringify([place, operation, actorType, outcome, severity])
  const known = keys.get(text)
  if (known !== undefined) return known
  const key = keyOf(text)
  if (keys.size >= MAX_KEYS) keys.clear()
  keys.set(text, key)
  return key
}

function keyOf(text: string): string {
  return hash('sha256', text, 'buffer').subarray(0, KEY_BYTES).toString('base64url')
}

/** Returns the five values of an event that its key is made of. */
export function filterKeyParts(event: AuditEvent): FilterKeyParts {
  return {
    place: event.place,
    operation: event.operation,
    actorType: actorTypeValue(event.actor),
    outcome: event.outcome,
    severity: event.severity,
  }
}

/** Returns the value by which an actor's type is filtered: each named app is one of its own. */
export function actorTypeValue(actor: Actor): string {
  const { type, name } = actor
  return type === 'app' && name !== undefined && name !== '' ? `app:${name}` : type
}

/** True if an actor type answers to a filter's value: `app` stands for every app. */
export function matchesActorType(actorType: string, wanted: string): boolean {
  return actorType === wanted || (wanted === 'app' && actorType.startsWith('app:'))
}

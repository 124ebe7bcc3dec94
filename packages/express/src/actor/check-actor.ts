/**
 * Is this an actor that can be recorded?
 *
 * Only the fields of an actor are taken over: what a resolver returns is often the application's
 * whole user record, and what else stands there (a password hash) must not reach the log.
 */
import { AuditError, describeKind } from '@rastro/core'
import type { Actor } from '@rastro/core'

const MAX_TYPE_LENGTH = 64
const MAX_TEXT_LENGTH = 512

/**
 * Returns a copy of an actor with the fields that are recorded, and no other; texts are cut at 512
 * characters.
 *
 * @param value - What a resolver, or the application, says the actor is.
 * @throws {@link AuditError} `AUDIT_ACTOR_INVALID` naming the first field that is wrong, never
 * its value.
 */
export function checkActor(value: unknown): Actor {
  if (!isRecord(value)) throw invalid('actor', 'an object', value)
  const type = value['type']
  if (typeof type !== 'string' || type === '' || type.length > MAX_TYPE_LENGTH) {
    throw invalid('actor.type', `a text of 1 to ${MAX_TYPE_LENGTH} characters`, type)
  }
  const via = textAt(value, 'via', 'actor')
  const model = textAt(value, 'model', 'actor')
  const impersonator = value['impersonator']
  return {
    type,
    ...personFields(value, 'actor'),
    ...(model === undefined ? {} : { model }),
    ...(via === undefined ? {} : { via }),
    ...(isMissing(impersonator) ? {} : { impersonator: checkPerson(impersonator) }),
  }
}

/** True for what can identify somebody: a text, a number, or a BSON value such as an ObjectId. */
export function isActorId(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.length <= MAX_TEXT_LENGTH
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'bigint' || value instanceof Uint8Array) return true
  return isRecord(value) && typeof value['_bsontype'] === 'string'
}

function checkPerson(value: unknown): NonNullable<Actor['impersonator']> {
  if (!isRecord(value)) throw invalid('actor.impersonator', 'an object', value)
  return personFields(value, 'actor.impersonator')
}

function personFields(
  value: Readonly<Record<string, unknown>>,
  where: string,
): NonNullable<Actor['impersonator']> {
  const id = value['id']
  if (!isMissing(id) && !isActorId(id)) {
    throw invalid(`${where}.id`, 'a text, a number or a BSON id', id)
  }
  const name = textAt(value, 'name', where)
  const email = textAt(value, 'email', where)
  return {
    ...(isMissing(id) ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  }
}

function textAt(
  value: Readonly<Record<string, unknown>>,
  key: string,
  where: string,
): string | undefined {
  const text = value[key]
  if (isMissing(text)) return undefined
  // Cut, not refused: nobody shall become anonymous by giving themselves a very long name.
  if (typeof text === 'string') return text.slice(0, MAX_TEXT_LENGTH)
  throw invalid(`${where}.${key}`, 'a text', text)
}

// Databases keep absent fields as null.
function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(field: string, expected: string, value: unknown): AuditError {
  const got = typeof value === 'string' ? `one of ${value.length} characters` : describeKind(value)
  return new AuditError('AUDIT_ACTOR_INVALID', `${field} must be ${expected}, got ${got}`, {
    field,
  })
}

/**
 * Which actor is this user record?
 *
 * Logins agree on no shape: this reads the names in use in Mongoose models, Passport profiles and
 * JWT claims. An application with others says so by `map`.
 */
import type { Actor } from '@rastro/core'
import { isActorId } from './check-actor.ts'

// Only kinds of people: a user record whose `type` is `email` means how somebody signs in.
const TYPES_BY_ROLE: Readonly<Record<string, Actor['type']>> = {
  agent: 'agent',
  client: 'client',
  contact: 'client',
  customer: 'client',
  orgmanager: 'org-manager',
  organizationmanager: 'org-manager',
  organisationmanager: 'org-manager',
}

/**
 * Returns the actor that a user record describes, or undefined if it identifies nobody.
 *
 * The id is `_id`, `id` or `sub`, as it is stored; the type follows `type` or `role` where they
 * say client or organization manager, and is `agent` otherwise.
 *
 * @param user - What the application knows the signed-in person by.
 */
export function tryUserActor(user: unknown): Actor | undefined {
  // Some logins leave nothing but the id.
  if (isActorId(user)) return { type: 'agent', id: user }
  if (typeof user !== 'object' || user === null) return undefined
  const read = (key: string): unknown => (user as Readonly<Record<string, unknown>>)[key]
  const id = [read('_id'), read('id'), read('sub')].find(isActorId)
  const email = firstText(read('email'), firstEmailOf(read('emails')))
  const name = firstText(
    read('name'),
    read('displayName'),
    fullName(read('name')),
    fullName(user),
    read('username'),
  )
  if (id === undefined && name === undefined && email === undefined) return undefined
  return {
    type: typeOf(read('type')) ?? typeOf(read('role')) ?? typeOf(firstOf(read('roles'))) ?? 'agent',
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
  }
}

function typeOf(role: unknown): Actor['type'] | undefined {
  if (typeof role !== 'string') return undefined
  const key = role.toLowerCase().replaceAll(/[\s_-]/g, '')
  return Object.hasOwn(TYPES_BY_ROLE, key) ? TYPES_BY_ROLE[key] : undefined
}

function fullName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const read = (key: string): unknown => (value as Readonly<Record<string, unknown>>)[key]
  const parts = [
    firstText(read('firstName'), read('givenName'), read('given_name'), read('first')),
    firstText(read('lastName'), read('familyName'), read('family_name'), read('last')),
  ]
  return firstText(parts.filter((part) => part !== undefined).join(' '))
}

// Passport profiles: `emails: [{ value }]`.
function firstEmailOf(emails: unknown): unknown {
  const first = firstOf(emails)
  return typeof first === 'object' && first !== null && 'value' in first ? first.value : first
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text !== '')
}

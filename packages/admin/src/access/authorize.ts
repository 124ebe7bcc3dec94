/**
 * What did the host's `authorize` say?
 *
 * Only what is unmistakably a grant is one. A misspelt key or a stray truthy value is refused and
 * told to the operator: read as "yes", it would open somebody's log.
 */
import { describeKind, idText } from '@rastro/core'
import type { ReadScope } from '@rastro/core'

/** What a visitor may be allowed to do. */
export const PERMISSIONS = ['read', 'configure', 'export', 'revert', 'requests'] as const

/** One of `PERMISSIONS`. */
export type Permission = (typeof PERMISSIONS)[number]

/**
 * What changes the application's own records, or makes a person's data unreadable, is never given
 * along with reading about them.
 */
const NAMED: readonly Permission[] = ['revert', 'requests']
const UNNAMED: readonly Permission[] = PERMISSIONS.filter((one) => !NAMED.includes(one))

/** Confines a reader; each part given must hold. Ids are texts or the database's own. */
export interface ScopeGrant {
  readonly target?: { readonly type: string; readonly id?: unknown }
  readonly subject?: { readonly type?: string; readonly id: unknown }
  readonly actor?: { readonly id?: unknown; readonly email?: string }
}

/** Leave a key out rather than set it to undefined: that is taken for a mistake and refused. */
export interface Grant {
  /** Whose log; default the router's own tenant. */
  readonly tenant?: string
  /** Default: everything but `revert` and `requests`; with a `scope`, also without `configure`. */
  readonly can?: readonly Permission[]
  readonly scope?: ScopeGrant
  /**
   * Who it is, by an id that stays the same: for what is kept per person, such as saved views.
   * Default: whom `audit.context()` names, by id or e-mail.
   */
  readonly person?: string
}

/** `true`: everything but `revert` and `requests`, which have to be named. `false`: not this person (403). `null`: nobody is signed in (401). */
export type Authorization = boolean | null | undefined | Grant

/** What a visitor may see and do. */
export interface Access {
  readonly tenant: string
  readonly scope?: ReadScope
  readonly can: ReadonlySet<Permission>
  readonly person?: string
}

export type Decision =
  | { readonly kind: 'granted'; readonly access: Access }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'denied' }
  /** `reason` is for the operator and holds no value. */
  | { readonly kind: 'misused'; readonly reason: string }

/** Reads what `authorize` gave. Never throws, and never grants what it does not understand. */
export function decide(given: unknown, ownTenant: string): Decision {
  if (given === true) {
    return { kind: 'granted', access: { tenant: ownTenant, can: new Set(UNNAMED) } }
  }
  if (given === false) return { kind: 'denied' }
  if (given === null || given === undefined) return { kind: 'signed-out' }
  try {
    return { kind: 'granted', access: readGrant(given, ownTenant) }
  } catch (error) {
    if (error instanceof Misuse) return { kind: 'misused', reason: error.message }
    // A getter of the host's object threw.
    return { kind: 'misused', reason: 'the object it gave cannot be read' }
  }
}

class Misuse extends Error {}

function readGrant(given: unknown, ownTenant: string): Access {
  const grant = readObject('it', given, ['tenant', 'can', 'scope', 'person'])
  // An object that grants nothing is a slip, and would otherwise grant everything.
  if (Object.keys(grant).length === 0) throw new Misuse('the object it gave is empty')
  const tenant = 'tenant' in grant ? readTenant(grant['tenant']) : ownTenant
  const scope = 'scope' in grant ? readScope(grant['scope']) : undefined
  // Who sees a part of the log is not thereby somebody who decides what is recorded.
  const usual = UNNAMED.filter((one) => scope === undefined || one !== 'configure')
  const can = 'can' in grant ? readPermissions(grant['can']) : usual
  const person = 'person' in grant ? readPerson(grant['person']) : undefined
  return {
    tenant,
    can: new Set(can),
    ...(scope === undefined ? {} : { scope }),
    ...(person === undefined ? {} : { person }),
  }
}

function readTenant(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > 200) {
    throw new Misuse(`tenant must be a text of 1 to 200 characters, got ${describeKind(value)}`)
  }
  return value
}

function readPerson(value: unknown): string {
  const person = readId('person', value)
  if (person.length <= 200) return person
  throw new Misuse('person must be an id of 1 to 200 characters')
}

function readPermissions(value: unknown): readonly Permission[] {
  if (!Array.isArray(value)) throw new Misuse(`can must be an array, got ${describeKind(value)}`)
  return value.map((one) => {
    const permission = PERMISSIONS.find((known) => known === one)
    if (permission === undefined) {
      throw new Misuse(`can holds something other than ${PERMISSIONS.join(', ')}`)
    }
    return permission
  })
}

function readScope(value: unknown): ReadScope {
  const scope = readObject('scope', value, ['target', 'subject', 'actor'])
  if (Object.keys(scope).length === 0) throw new Misuse('scope is empty and would confine nothing')
  return {
    ...('target' in scope ? { target: readTarget(scope['target']) } : {}),
    ...('subject' in scope ? { subject: readSubject(scope['subject']) } : {}),
    ...('actor' in scope ? { actor: readActor(scope['actor']) } : {}),
  }
}

function readTarget(value: unknown): NonNullable<ReadScope['target']> {
  const target = readObject('scope.target', value, ['type', 'id'])
  return {
    type: readText('scope.target.type', target['type']),
    ...('id' in target ? { id: readId('scope.target.id', target['id']) } : {}),
  }
}

function readSubject(value: unknown): NonNullable<ReadScope['subject']> {
  const subject = readObject('scope.subject', value, ['type', 'id'])
  return {
    ...('type' in subject ? { type: readText('scope.subject.type', subject['type']) } : {}),
    id: readId('scope.subject.id', subject['id']),
  }
}

function readActor(value: unknown): NonNullable<ReadScope['actor']> {
  const actor = readObject('scope.actor', value, ['id', 'email'])
  if (Object.keys(actor).length === 0) throw new Misuse('scope.actor needs an id or an email')
  return {
    ...('id' in actor ? { id: readId('scope.actor.id', actor['id']) } : {}),
    ...('email' in actor ? { email: readText('scope.actor.email', actor['email']) } : {}),
  }
}

function readText(where: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new Misuse(`${where} must be a text, got ${describeKind(value)}`)
}

function readId(where: string, value: unknown): string {
  const isId =
    (typeof value === 'string' && value !== '') ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    typeof value === 'bigint' ||
    isDriverValue(value)
  if (isId) return idText(value)
  throw new Misuse(`${where} must be an id, got ${describeKind(value)}`)
}

/** Classes of the driver carry their type on the prototype; what a request brings can only own it. */
function isDriverValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return '_bsontype' in value && !Object.hasOwn(value, '_bsontype')
}

function readObject(
  where: string,
  value: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) {
    throw new Misuse(`${where} must be an object, got ${describeKind(value)}`)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Misuse(`${where} must be a plain object`)
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) {
    throw new Misuse(`${where} has a key '${unknown.slice(0, 40)}', expected ${known.join(', ')}`)
  }
  return value as Readonly<Record<string, unknown>>
}

/**
 * Under whose keys do the values of an event belong?
 *
 * The data of a record belongs to the person that it is about, or to the record itself; who acted
 * and from where to the person who acted, whose model the actor may say. Where it does not, the
 * key is by the id alone: one that is no more than a number may be several persons'. Pure.
 */
import type { AuditEvent, RecordReference, StoredValue } from '../event/event.ts'
import { isLikelyPersonal } from '../privacy/likely-personal.ts'
import { holdsLikelyPersonal } from '../privacy/likely-values.ts'
import { causeOf } from '../privacy/mark-personal.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import { idText } from '../values/id-text.ts'
import { isUniqueId } from '../values/unique-id.ts'

/** Whose keys an event needs; what nobody is known for is left out. */
export interface EventOwners {
  /** Of the record's data and of what is said of it. */
  readonly about?: string
  /** Of who acted. */
  readonly actor?: string
}

/** Actors that are persons whom the application keeps records of, and none of its own staff. */
const PERSONS: ReadonlySet<string> = new Set(['client'])

/** The owner of the values of a record, or of a person. */
export function ownerOfRecord(tenant: string, { type, id }: RecordReference): string {
  return JSON.stringify([tenant, 'record', type, idText(id)])
}

/** The owner of what an actor is called and where it acted from. */
export function ownerOfActor(
  tenant: string,
  { id, model }: { readonly id?: StoredValue; readonly model?: string | undefined },
): string {
  const text = idText(id)
  // Nobody else has such an id: the person's events stay under one key, whatever they say.
  const isAlone = model === undefined || isUniqueId(text)
  return JSON.stringify([tenant, 'actor', ...(isAlone ? [] : [model]), text])
}

/** The owner of the key that makes a tenant's equality tokens. */
export function ownerOfTokens(tenant: string): string {
  return JSON.stringify([tenant, 'tokens'])
}

/** All owners that one person is; the last one may be others as well. */
export function ownersOfPerson(tenant: string, person: RecordReference): readonly string[] {
  const { type: model, id } = person
  const owners = [
    ownerOfRecord(tenant, person),
    ownerOfActor(tenant, { id, model }),
    ownerOfActor(tenant, { id }),
  ]
  return [...new Set(owners)]
}

/** The owner of actors of this id whose events say no model; undefined where nobody shares it. */
export function trySharedOwner(tenant: string, id: StoredValue): string | undefined {
  return isUniqueId(idText(id)) ? undefined : ownerOfActor(tenant, { id })
}

/** The model in the name of a record's owner. */
export function modelOfOwner(owner: string): string {
  return String((JSON.parse(owner) as readonly unknown[])[2])
}

/** Asked of every event: undefined, and at once, where nothing in it can be about a person. */
export function tryOwnersOf(event: AuditEvent, data: PersonalData): EventOwners | undefined {
  if (!data.isAny()) return undefined
  const { tenant, actor, personal } = event
  const person = aboutWhom(event, data)
  const isActing = PERSONS.has(actor.type) && actor.id !== undefined && actor.id !== null
  const isSaid = (person !== undefined || isActing) && saysWho(event)
  const isReasoned = person !== undefined && isTellingReason(event)
  const isAbout = person !== undefined && (isSaid || isReasoned || hasPersonalValues(event))
  const isActor = isActing && (isNamed(event) || (isSaid && person === undefined))
  if (!isAbout && !isActor) return hasCondition(event) ? {} : undefined
  return {
    ...(isAbout && person !== undefined ? { about: ownerOfRecord(tenant, person) } : {}),
    ...(isActor ? { actor: ownerOfActor(tenant, actor) } : {}),
  }

  function hasCondition({ details, place }: AuditEvent): boolean {
    const filter = details?.['filter']
    if (filter === undefined) return false
    return personal !== undefined || (place !== OWN_FILTERS && holdsLikelyPersonal(filter))
  }
}

/** Where filters are the log's own: what may stay of them was decided before. */
export const OWN_FILTERS = 'audit.log'

/** True for a detail that is named like something that says who somebody is, or holds such a name. */
export function isTellingDetail(key: string, value: StoredValue, place: string): boolean {
  if (place === 'audit.requests' && REQUEST_WORDS.has(key)) return true
  return key !== 'filter' && (isLikelyPersonal(key) || holdsLikelyPersonal(value))
}

/** What staff writes of a request in the log, besides its reason. */
const REQUEST_WORDS: ReadonlySet<string> = new Set(['identity', 'basis'])

/** Where it must be known why for as long as the log is, also of who is forgotten. */
const REASON_STAYS = 'audit.privacy'

/** True for a reason in an event about a person: words in which anything may stand. */
export function isTellingReason({ place, reason }: AuditEvent): boolean {
  return reason !== undefined && place !== REASON_STAYS
}

/** True for a route that is no pattern, and holds what looks like somebody's id or e-mail. */
export function isTellingRoute(route: string | undefined): route is string {
  return route !== undefined && /^[^:]*(?:@|%40|\d\d)/i.test(route)
}

/** Whom the data of an event is about; also where it tells of no personal path. */
function aboutWhom(
  { subject, target, personal, details }: AuditEvent,
  data: PersonalData,
): RecordReference | undefined {
  if (subject !== undefined) return subject
  if (target === undefined) {
    // The head of many records names what it was all about.
    const cause = causeOf(details)
    return cause !== undefined && data.isPerson(cause.type) ? cause : undefined
  }
  return personal !== undefined || data.isPerson(target.type) ? target : undefined
}

function hasPersonalValues({ personal, personalName, changes = [] }: AuditEvent): boolean {
  return (
    personalName !== undefined ||
    (personal !== undefined && changes.some((one) => 'before' in one || 'after' in one))
  )
}

function isNamed({ actor, account, origin }: AuditEvent): boolean {
  const all = [actor.name, actor.email, account?.name, origin?.ip]
  return all.some((one) => one !== undefined)
}

function saysWho({ details, request, place }: AuditEvent): boolean {
  if (isTellingRoute(request?.route)) return true
  if (details === undefined) return false
  return Object.entries(details).some(([key, value]) => isTellingDetail(key, value, place))
}

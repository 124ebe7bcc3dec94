/**
 * What does a filter look like as a MongoDB query?
 *
 * Pure: the keys of the dictionary are handed in. Every value of the filter that should be text
 * and is not makes the query impossible, so that no object ever stands where the database would
 * read an operator. Core's `matchesFilter` says the same in code.
 */
import { searchedWords, SEARCHED_PATHS } from '@rastro/core'
import type { EventFilter, ReadScope } from '@rastro/core'
import type { Document } from 'mongodb'
import type { BsonClasses } from './bson-classes.ts'
import type { KnownKeys } from './dictionary-rows.ts'
import { idCandidates } from './id-candidates.ts'
import { wordPattern } from './text-pattern.ts'

export interface QueryInputs {
  readonly classes: BsonClasses
  /** What the dictionary says of the filters with few values; undefined if there are none. */
  readonly known: KnownKeys | undefined
}

/** Thrown inside this file where nothing can match, and caught there. */
class Impossible extends Error {}

/** Returns the query, or undefined if no event can match the filter. */
export function tryFilterQuery(filter: EventFilter, inputs: QueryInputs): Document | undefined {
  try {
    return filterQuery(filter, inputs)
  } catch (error) {
    if (error instanceof Impossible) return undefined
    throw error
  }
}

function filterQuery(filter: EventFilter, { classes, known }: QueryInputs): Document {
  const tenant = text(filter.tenant)
  // In every branch of every $or: an index is chosen per branch, and each starts with the tenant.
  const branch = (condition: Document): Document => ({ 'e.tenant': tenant, ...condition })
  const and: Document[] = []

  const at = period(filter)
  if (at !== undefined) and.push({ 'e.at': at })
  if (known !== undefined) and.push(...knownConditions(known))
  if (filter.types) and.push({ 'e.type': among(filter.types) })
  if (filter.categories) and.push({ 'e.category': among(filter.categories) })
  if (filter.ips) and.push({ 'e.origin.ip': among(filter.ips) })
  if (filter.users) and.push({ $or: actorBranches(filter.users, classes).map(branch) })
  if (filter.agents) {
    and.push({ $or: actorBranches(filter.agents, classes).map(branch), 'e.actor.type': 'agent' })
  }
  if (filter.clients) and.push({ $or: clientBranches(filter.clients, classes).map(branch) })
  if (filter.target) and.push(recordCondition(filter.target, classes, branch))
  if (filter.group !== undefined) and.push({ 'e.group.id': text(filter.group) })
  if (filter.text !== undefined) and.push(...searchedWords(text(filter.text)).map(wordCondition))
  if (filter.scope) and.push(...scopeConditions(filter.scope, classes, branch))
  return { 'e.tenant': tenant, ...(and.length > 0 && { $and: and }) }
}

function period({ from, before }: EventFilter): Document | undefined {
  if (from === undefined && before === undefined) return undefined
  return { ...(from && { $gte: from }), ...(before && { $lt: before }) }
}

function knownConditions({ keys, types }: KnownKeys): Document[] {
  if (keys?.length === 0 || types?.length === 0) throw new Impossible()
  return [...(keys ? [{ fk: { $in: keys } }] : []), ...(types ? [{ 'e.type': { $in: types } }] : [])]
}

function actorBranches(wanted: readonly string[], classes: BsonClasses): Document[] {
  const values = texts(wanted)
  return [
    { 'e.actor.id': { $in: ids(values, classes) } },
    { 'e.actor.email': { $in: values } },
    { 'e.actor.name': { $in: values } },
  ]
}

function clientBranches(wanted: readonly string[], classes: BsonClasses): Document[] {
  const values = texts(wanted)
  const records = ['e.target', 'e.subject', 'e.related'].flatMap((path) => [
    { [`${path}.id`]: { $in: ids(values, classes) } },
    { [`${path}.name`]: { $in: values } },
  ])
  const acted = actorBranches(wanted, classes).map((one) => ({ ...one, 'e.actor.type': 'client' }))
  return [...acted, ...records]
}

function recordCondition(
  wanted: { readonly type: string; readonly id?: string },
  classes: BsonClasses,
  branch: (condition: Document) => Document,
): Document {
  const type = text(wanted.type)
  if (wanted.id === undefined) {
    return { $or: [{ 'e.target.type': type }, { 'e.related.type': type }].map(branch) }
  }
  const id = { $in: ids([text(wanted.id)], classes) }
  return {
    $or: [
      { 'e.target.id': id, 'e.target.type': type },
      // Type and id of one element; the id once more, because indexes are chosen by it.
      { 'e.related.id': id, 'e.related': { $elemMatch: { id, type } } },
    ].map(branch),
  }
}

function scopeConditions(
  { target, subject, actor }: ReadScope,
  classes: BsonClasses,
  branch: (condition: Document) => Document,
): Document[] {
  const and: Document[] = []
  if (target) and.push(recordCondition(target, classes, branch))
  if (subject) {
    and.push({ 'e.subject.id': { $in: ids([text(subject.id)], classes) } })
    if (subject.type !== undefined) and.push({ 'e.subject.type': text(subject.type) })
  }
  if (actor?.id !== undefined) and.push({ 'e.actor.id': { $in: ids([text(actor.id)], classes) } })
  if (actor?.email !== undefined) and.push({ 'e.actor.email': text(actor.email) })
  return and
}

function wordCondition(word: string): Document {
  const pattern = { $regex: wordPattern(word), $options: 'i' }
  return { $or: SEARCHED_PATHS.map((path) => ({ [`e.${path}`]: pattern })) }
}

function among(values: readonly string[]): Document {
  return { $in: texts(values) }
}

function ids(values: readonly string[], classes: BsonClasses): unknown[] {
  return values.flatMap((value) => idCandidates(value, classes))
}

function texts(values: readonly unknown[]): string[] {
  const kept = values.filter((value) => typeof value === 'string')
  if (kept.length === 0) throw new Impossible()
  return kept
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Impossible()
}

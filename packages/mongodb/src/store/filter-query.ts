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

/** What a filter asks for, before a reading adds its position. */
export interface EventQuery {
  readonly tenant: string
  /** All of these hold. */
  readonly all: readonly Document[]
  /** And one of these, each served by an index of its own; undefined if there is no choice. */
  readonly oneOf?: readonly Document[]
}

/** Thrown inside this file where nothing can match, and caught there. */
class Impossible extends Error {}

/** Returns the query, or undefined if no event can match the filter. */
export function tryEventQuery(filter: EventFilter, inputs: QueryInputs): EventQuery | undefined {
  try {
    return eventQuery(filter, inputs)
  } catch (error) {
    if (error instanceof Impossible) return undefined
    throw error
  }
}

/**
 * Returns the query as the database takes it, with further conditions.
 *
 * A choice stands at the root, with everything else repeated in each branch: only then does
 * MongoDB plan each branch by itself, use partial indexes in it, and merge the branches in order
 * instead of sorting. Beside other conditions the same `$or` was seen to read the whole tenant.
 */
export function composed(query: EventQuery, further: readonly Document[] = []): Document {
  const all = [...query.all, ...further]
  const common = { 'e.tenant': query.tenant, ...(all.length > 0 && { $and: all }) }
  if (query.oneOf === undefined) return common
  return { $or: query.oneOf.map((branch) => ({ ...common, ...branch })) }
}

function eventQuery(filter: EventFilter, { classes, known }: QueryInputs): EventQuery {
  const tenant = text(filter.tenant)
  const all: Document[] = []
  const at = period(filter)
  if (at !== undefined) all.push({ 'e.at': at })
  if (known !== undefined) all.push(...knownConditions(known))
  if (filter.types) all.push({ 'e.type': among(filter.types) })
  if (filter.categories) all.push({ 'e.category': among(filter.categories) })
  if (filter.ips && !filter.tokens) all.push({ 'e.origin.ip': among(filter.ips) })
  if (filter.group !== undefined) all.push({ 'e.group.id': text(filter.group) })
  if (filter.agents) all.push({ 'e.actor.type': 'agent' })
  if (filter.text !== undefined) all.push(...searchedWords(text(filter.text)).map(wordCondition))
  if (filter.scope) all.push(...scopeConditions(filter.scope, { classes, tokens: filter.tokens }))

  // The first choice, in the order of how few events each usually leaves, becomes the root.
  const [oneOf, ...others] = choices(filter, classes)
  all.push(...others.map((branches) => ({ $or: branches })))
  return { tenant, all, ...(oneOf && { oneOf }) }
}

/** Every part of the filter that different fields can meet. */
function choices(filter: EventFilter, classes: BsonClasses): Document[][] {
  const { target, scope, users, agents, clients, ips, tokens } = filter
  const records = [target, scope?.target].filter((record) => record !== undefined)
  const byId = (record: { readonly id?: string }): number => (record.id === undefined ? 1 : 0)
  const found = records.map((record) => recordBranches(record, classes))
  const people = [
    ...(users ? [[...actorBranches(users, classes), ...tokenBranch(users, tokens?.actors)]] : []),
    ...(agents ? [actorBranches(agents, classes)] : []),
    ...(clients ? [clientBranches(clients, { classes, tokens })] : []),
    ...(ips && tokens ? [[{ 'e.origin.ip': among(ips) }, ...tokenBranch(ips, tokens.ips)]] : []),
  ]
  // One record has few events; a kind of record is found through the dictionary's keys.
  const isKindOnly = records.every((record) => byId(record) === 1)
  return isKindOnly ? [...people, ...found] : [...found, ...people]
}

function period({ from, before }: EventFilter): Document | undefined {
  if (from === undefined && before === undefined) return undefined
  return { ...(from && { $gte: from }), ...(before && { $lt: before }) }
}

function knownConditions({ keys, withoutKeys, types }: KnownKeys): Document[] {
  if (keys?.length === 0 || types?.length === 0) throw new Impossible()
  return [
    ...(keys ? [{ fk: { $in: keys } }] : []),
    ...(withoutKeys ? [{ fk: { $nin: withoutKeys } }] : []),
    ...(types ? [{ 'e.type': { $in: types } }] : []),
  ]
}

function actorBranches(wanted: readonly string[], classes: BsonClasses): Document[] {
  const values = texts(wanted)
  return [
    { 'e.actor.id': { $in: ids(values, classes) } },
    { 'e.actor.email': { $in: values } },
    { 'e.actor.name': { $in: values } },
  ]
}

/** Events in which it is stored encrypted. */
function tokenBranch(
  wanted: readonly string[],
  tokens: ReadonlyMap<string, string> | undefined,
): Document[] {
  const found = wanted.flatMap((one) => tokens?.get(one) ?? [])
  return found.length === 0 ? [] : [{ 'tk.t': { $in: found } }]
}

interface People {
  readonly classes: BsonClasses
  readonly tokens: EventFilter['tokens']
}

function clientBranches(wanted: readonly string[], { classes, tokens }: People): Document[] {
  const values = texts(wanted)
  const records = ['e.target', 'e.subject', 'e.related'].flatMap((path) => [
    { [`${path}.id`]: { $in: ids(values, classes) } },
    { [`${path}.name`]: { $in: values } },
  ])
  const acted = [...actorBranches(wanted, classes), ...tokenBranch(wanted, tokens?.actors)].map(
    (one) => ({ ...one, 'e.actor.type': 'client' }),
  )
  return [...acted, ...records]
}

function recordBranches(
  wanted: { readonly type: string; readonly id?: string },
  classes: BsonClasses,
): Document[] {
  const type = text(wanted.type)
  if (wanted.id === undefined) return [{ 'e.target.type': type }, { 'e.related.type': type }]
  const id = { $in: ids([text(wanted.id)], classes) }
  return [
    { 'e.target.id': id, 'e.target.type': type },
    // Type and id of one element; the id once more, because indexes are chosen by it.
    { 'e.related.id': id, 'e.related': { $elemMatch: { id, type } } },
  ]
}

function scopeConditions({ subject, actor }: ReadScope, { classes, tokens }: People): Document[] {
  const all: Document[] = []
  if (subject) {
    all.push({ 'e.subject.id': { $in: ids([text(subject.id)], classes) } })
    if (subject.type !== undefined) all.push({ 'e.subject.type': text(subject.type) })
  }
  if (actor?.id !== undefined) all.push({ 'e.actor.id': { $in: ids([text(actor.id)], classes) } })
  if (actor?.email !== undefined) {
    const email = text(actor.email)
    const sealed = tokenBranch([email], tokens?.actors)
    const plain = { 'e.actor.email': email }
    all.push(sealed.length === 0 ? plain : { $or: [plain, ...sealed] })
  }
  return all
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

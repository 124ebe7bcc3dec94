/**
 * A call on many records as the statements the server gets: copies, taken before the driver gets
 * the application's objects, in a form in which they can be run once more on other records.
 */
import type { StoredRecord, StoredValue } from '@rastro/core'
import { kindOf } from '@rastro/core'
import type { WriteCall } from './call.ts'
import type { Doc } from './driver.ts'
import { freezeDocument, freezeFilter } from './freeze.ts'
import { asDoc } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { selectionOf } from './site.ts'

/** An insert of a bulk call. */
export interface InsertStatement {
  readonly kind: 'insert'
  readonly index: number
  readonly document: StoredRecord
}

/** An update, replacement or deletion. */
export interface ChangeStatement {
  readonly kind: 'update' | 'delete'
  /** Its position in the call. */
  readonly index: number
  readonly filter: Doc
  /** Absent for a deletion. */
  readonly update?: unknown
  readonly upsert: boolean
  /** True for one that may touch many records. */
  readonly multi: boolean
  /** The one record it can touch, whatever the collation; absent where others may match. */
  readonly pinned?: { readonly id: unknown }
  readonly collation?: unknown
  readonly arrayFilters?: unknown
}

export type Statement = InsertStatement | ChangeStatement

/** The statements of a call, and what they share. */
export interface Statements {
  readonly list: readonly Statement[]
  /** `let`, the call's variables. */
  readonly shared: Doc
  readonly ordered: boolean
}

/** Names of the driver's operations: what they do, and to how many records. */
const OPERATIONS: Readonly<Record<string, readonly ['update' | 'delete', boolean]>> = {
  updateOne: ['update', false],
  replaceOne: ['update', false],
  updateMany: ['update', true],
  deleteOne: ['delete', false],
  deleteMany: ['delete', true],
}

/** Reads a call; undefined where it has an operation that is not known here. */
export function tryStatementsOf(call: WriteCall): Statements | undefined {
  const shared = selectionOf({ let: call.options['let'] })
  const ordered = call.options['ordered'] !== false
  if (call.method !== 'bulkWrite') {
    const [filter, update] = call.args
    const model = { ...call.options, filter, update }
    const one = changeStatement(call, { name: call.method, model, index: 0 })
    return one === undefined ? undefined : { list: [one], shared, ordered }
  }
  const list: Statement[] = []
  for (const [index, operation] of (call.args[0] as readonly unknown[]).entries()) {
    const [name, body] = Object.entries(asDoc(operation))[0] ?? []
    if (name === undefined) return undefined
    const statement = statementOf(call, { name, model: asDoc(body), index })
    if (statement === undefined) return undefined
    list.push(statement)
  }
  return { list, shared, ordered }
}

interface Given {
  readonly name: string
  readonly model: Doc
  readonly index: number
}

function statementOf(call: WriteCall, given: Given): Statement | undefined {
  if (given.name !== 'insertOne') return changeStatement(call, given)
  const document = freezeDocument(call, given.model['document'] ?? given.model)
  return { kind: 'insert', index: given.index, document }
}

function changeStatement(call: WriteCall, given: Given): ChangeStatement | undefined {
  const { name, model, index } = given
  const known = OPERATIONS[name]
  if (known === undefined) return undefined
  const [kind, multi] = known
  const filter = freezeFilter(call, model['filter'] ?? model['q'] ?? {})
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return undefined
  const update = model['update'] ?? model['u'] ?? model['replacement']
  const pinned = pinnedId(filter)
  const { collation } = selectionOf({ collation: model['collation'] })
  const { arrayFilters } = model
  return {
    kind,
    index,
    filter: filter as Doc,
    multi,
    upsert: model['upsert'] === true,
    ...(kind === 'delete' ? {} : { update: freezeFilter(call, update) }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(collation === undefined ? {} : { collation }),
    ...(Array.isArray(arrayFilters) ? { arrayFilters: freezeFilter(call, arrayFilters) } : {}),
  }
}

/** The id of an insert that named none: the driver puts it on the application's own object. */
export function idMade(call: WriteCall, index: number): StoredValue {
  const operation = asDoc(asDoc((call.args[0] as unknown[])[index])['insertOne'])
  return asDoc(operation['document'] ?? operation)['_id']
}

/** The same statement for one record only: what it would do to it, if it chose it. */
export function restrictedTo(statement: ChangeStatement, id: unknown): ChangeStatement {
  const { filter, pinned: _pinned, ...rest } = statement
  // A filter that has no word on `_id` keeps its top level, where some operators must stand.
  const only = Object.hasOwn(filter, '_id')
    ? { $and: [{ _id: { $eq: id } }, filter] }
    : { _id: { $eq: id }, ...filter }
  return { ...rest, filter: only, upsert: false, pinned: { id } }
}

/** The statement as part of an `update` or `delete` command. */
export function commandPartOf(statement: ChangeStatement): Doc {
  const collation = statement.collation === undefined ? {} : { collation: statement.collation }
  if (statement.kind === 'delete') {
    return { q: statement.filter, limit: statement.multi ? 0 : 1, ...collation }
  }
  const { arrayFilters } = statement
  return {
    q: statement.filter,
    u: statement.update,
    multi: statement.multi,
    upsert: statement.upsert,
    ...collation,
    ...(arrayFilters === undefined ? {} : { arrayFilters }),
  }
}

/** Words whose value is the moment at which the server runs them. */
const CLOCKS = ['$currentDate', '$$NOW', '$$CLUSTER_TIME']

/** Whether a statement writes the time at which it runs: run again, it writes another. */
export function readsClock(value: unknown): boolean {
  if (typeof value === 'string') return CLOCKS.some((word) => value.startsWith(word))
  // Stored as the moment of writing, at the top level of a record that is written as a whole.
  if (isEmptyTimestamp(value)) return true
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  return Object.entries(value).some(([key, inner]) => CLOCKS.includes(key) || readsClock(inner))
}

/** One that stands for the moment of writing. */
export function isEmptyTimestamp(value: unknown): boolean {
  const { t, i } = asDoc(value)
  return kindOf(value) === 'timestamp' && t === 0 && i === 0
}

/** Words that mean something else each time, or need an index that only the collection has. */
const UNREPEATABLE = [
  '$rand',
  '$sampleRate',
  '$text',
  '$near',
  '$nearSphere',
  '$geoNear',
  '$where',
  '$function',
]

/** Whether running the statements once more may tell nothing. */
export function isUnrepeatable(statements: Statements): boolean {
  return statements.list.some(
    (one) => one.kind !== 'insert' && (hasWord(one.filter) || hasWord(one.update)),
  )
}

function hasWord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  return Object.entries(value).some(([key, inner]) => UNREPEATABLE.includes(key) || hasWord(inner))
}

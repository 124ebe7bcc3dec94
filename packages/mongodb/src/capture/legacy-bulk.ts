/**
 * The bulk builders (`initializeOrderedBulkOp`) run past `bulkWrite`: their batches are rebuilt as
 * bulk operations and take the same path.
 *
 * A builder takes statements that `bulkWrite` refuses, such as a replacement of many records.
 * Those are never made into something that it accepts: the builder is executed as it is.
 */
import { runWithIntent } from './bare-write.ts'
import { runBare } from './call.ts'
import type { WriteCall } from './call.ts'
import { hasTransactions } from './deployment.ts'
import type { Doc, DriverCollection } from './driver.ts'
import { NotStorable } from './freeze.ts'
import { captureInTransaction } from './in-transaction.ts'
import { asDoc, numberOf } from './outcome.ts'
import { isUnusable, sessionOf } from './sessions.ts'
import type { CaptureSite } from './site.ts'
import { unsafe } from './unsafe.ts'
import { runWithoutTransaction } from './without-transaction.ts'
import { isUnacknowledged } from './write-concern.ts'

type Define = (name: string, method: (...given: unknown[]) => unknown) => void

interface Builder {
  readonly batches: readonly {
    readonly batchType: number
    readonly operations: readonly unknown[]
    readonly originalIndexes: readonly number[]
    /** Newer drivers keep the bytes of the moment at which a statement was added. */
    readonly serializedOperations?: readonly unknown[]
  }[]
  readonly s?: { executed?: boolean; options?: Doc }
  raw(operation: Doc): unknown
  execute(options?: Doc): Promise<unknown>
}

const INSERT = 1
const UPDATE = 2

export function captureLegacyBulk(site: CaptureSite, define: Define): void {
  const { original } = site
  for (const name of ['initializeOrderedBulkOp', 'initializeUnorderedBulkOp'] as const) {
    define(name, function initialize(this: { bulkWrite: Builder['execute'] }, ...given) {
      const builder = original[name](...given) as Builder
      const execute = builder.execute.bind(builder)
      const run = this.bulkWrite.bind(this) as (...args: unknown[]) => Promise<unknown>
      const ordered = name === 'initializeOrderedBulkOp'
      Object.defineProperty(builder, 'execute', {
        value: async (options: Doc = {}) => {
          const statements = statementsOf(builder)
          // Nothing to do, or done already: the builder has its own errors for that.
          if (builder.s === undefined || builder.s.executed === true || statements.length === 0) {
            return execute(options)
          }
          const all = { ...asDoc(given[0]), ...options, ordered }
          const operations = statements.map(operationOf)
          if (!isSame(statements, () => original[name](all) as Builder)) {
            return captureAsItIs({ ...site, original: executing(original, execute) }, [
              operations.map(asRefused),
              all,
            ])
          }
          builder.s.executed = true
          return run(operations, all)
        },
        enumerable: false,
        configurable: true,
        writable: true,
      })
      return builder
    })
  }
}

interface Built {
  readonly index: number
  readonly batchType: number
  readonly statement: Doc
  readonly bytes: unknown
}

/** An unordered builder sorts by kind; its result and its errors count as the application did. */
function statementsOf(builder: Builder): Built[] {
  const all = builder.batches.flatMap((batch) =>
    batch.operations.map((operation, position): Built => ({
      index: batch.originalIndexes[position] ?? 0,
      batchType: batch.batchType,
      statement: asDoc(operation),
      bytes: batch.serializedOperations?.[position],
    })),
  )
  return all.toSorted((a, b) => a.index - b.index)
}

function operationOf({ batchType, statement }: Built): Doc {
  if (batchType === INSERT) return { insertOne: { document: statement } }
  return batchType === UPDATE ? updateOf(statement) : deleteOf(statement)
}

function updateOf(statement: Doc): Doc {
  const { q: filter, u: update, multi, ...rest } = statement
  if (multi === true) return { updateMany: { filter, update, ...rest } }
  if (isReplacement(update)) return { replaceOne: { filter, replacement: update, ...rest } }
  return { updateOne: { filter, update, ...rest } }
}

function deleteOf(statement: Doc): Doc {
  const { q: filter, limit, ...rest } = statement
  return { [numberOf(limit) === 0 ? 'deleteMany' : 'deleteOne']: { filter, ...rest } }
}

// As the driver looks at it: at the first key.
function isReplacement(update: unknown): boolean {
  return !Array.isArray(update) && Object.keys(asDoc(update))[0]?.startsWith('$') !== true
}

/** Whether the driver makes the same statements of the operations; it is asked to. */
function isSame(statements: readonly Built[], initialize: () => Builder): boolean {
  let made: Built[]
  try {
    const builder = initialize()
    for (const one of statements) builder.raw(operationOf(one))
    made = statementsOf(builder)
  } catch {
    return false
  }
  if (made.length !== statements.length) return false
  return statements.every((one, index) => isSameStatement(one, made[index]))
}

function isSameStatement(one: Built, other: Built | undefined): boolean {
  if (other === undefined || one.batchType !== other.batchType) return false
  if (!isSameBytes(one.bytes, other.bytes)) return false
  if (one.batchType === INSERT) return one.statement === other.statement
  const keys = new Set([...Object.keys(one.statement), ...Object.keys(other.statement)])
  return [...keys].every((key) => isSameValue(one.statement[key], other.statement[key]))
}

// Its conditions and updates are the application's own objects; a sort is written anew.
function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || (one instanceof Map && other instanceof Map)
}

// Other bytes: the application has changed its objects since.
function isSameBytes(one: unknown, other: unknown): boolean {
  if (!(one instanceof Uint8Array) || !(other instanceof Uint8Array)) return true
  return Buffer.compare(one, other) === 0
}

/** The same collection, whose `bulkWrite` executes the builder. */
function executing(original: DriverCollection, execute: Builder['execute']): DriverCollection {
  const bulkWrite = (_operations: unknown, options?: Doc): Promise<unknown> => execute(options)
  return Object.create(original, { bulkWrite: { value: bulkWrite } }) as DriverCollection
}

/** For what is told of it: the server refuses it at once, unlike an update of many records. */
function asRefused(operation: Doc): Doc {
  const { filter, update, ...rest } = asDoc(operation['updateMany'])
  if (filter === undefined || Array.isArray(update) || !isReplacement(update)) return operation
  return { replaceOne: { filter, replacement: update, ...rest } }
}

/** It can be executed once only: not in a transaction of ours, which may have to begin anew. */
async function captureAsItIs(site: CaptureSite, given: readonly [Doc[], Doc]): Promise<unknown> {
  const [operations, options] = given
  const call: WriteCall = { site, method: 'bulkWrite', args: [operations], options }
  const session = sessionOf(options)
  if (session !== undefined && isUnusable(session, site.original.client)) {
    return runBare(call, given)
  }
  try {
    if (session?.inTransaction() === true) return await captureInTransaction(call, given, session)
    if (!(await site.sink.wants(site.audited))) return await runBare(call, given)
    if (site.sink.safetyOf(site.audited).class === 'critical') {
      throw unsafe('a bulk builder holds what a bulk call may not')
    }
    const filter = { operations: operations.length }
    if (isUnacknowledged(site, options)) {
      return await runWithIntent(call, given, { filter, because: 'unacknowledged' })
    }
    if (!(await hasTransactions(site.original.client))) {
      return await runWithIntent(call, given, { filter, because: 'no-transactions' })
    }
    return await runWithoutTransaction(call, given, { filter, because: 'not-in-transaction' })
  } catch (error) {
    if (error instanceof NotStorable) return runBare(call, given)
    throw error
  }
}

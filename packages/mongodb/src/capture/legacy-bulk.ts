/**
 * The bulk builders (`initializeOrderedBulkOp`) run past `bulkWrite`: their batches are rebuilt as
 * bulk operations and take the same path.
 */
import type { Doc } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'
import type { CaptureSite } from './site.ts'

type Define = (name: string, method: (...given: unknown[]) => unknown) => void

interface Builder {
  readonly batches: readonly {
    readonly batchType: number
    readonly operations: readonly unknown[]
    readonly originalIndexes: readonly number[]
  }[]
  readonly s?: { executed?: boolean; options?: Doc }
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
          const operations = operationsOf(builder)
          // Nothing to do, or done already: the builder has its own errors for that.
          if (builder.s === undefined || builder.s.executed === true || operations.length === 0) {
            return execute(options)
          }
          builder.s.executed = true
          return run(operations, { ...asDoc(given[0]), ...options, ordered })
        },
        enumerable: false,
        configurable: true,
        writable: true,
      })
      return builder
    })
  }
}

function operationsOf(builder: Builder): Doc[] {
  const numbered = builder.batches.flatMap((batch) =>
    batch.operations.map((operation, position): [number, Doc] => [
      batch.originalIndexes[position] ?? 0,
      operationOf(batch.batchType, asDoc(operation)),
    ]),
  )
  // An unordered builder sorts by kind; its result and its errors count as the application did.
  return numbered.toSorted(([a], [b]) => a - b).map(([, operation]) => operation)
}

function operationOf(batchType: number, statement: Doc): Doc {
  if (batchType === INSERT) return { insertOne: { document: statement } }
  return batchType === UPDATE ? updateOf(statement) : deleteOf(statement)
}

function updateOf(statement: Doc): Doc {
  const { q: filter, u: update, multi, ...rest } = statement
  if (isReplacement(update)) return { replaceOne: { filter, replacement: update, ...rest } }
  return { [multi === true ? 'updateMany' : 'updateOne']: { filter, update, ...rest } }
}

function deleteOf(statement: Doc): Doc {
  const { q: filter, limit, ...rest } = statement
  return { [numberOf(limit) === 0 ? 'deleteMany' : 'deleteOne']: { filter, ...rest } }
}

function isReplacement(update: unknown): boolean {
  if (Array.isArray(update)) return false
  return !Object.keys(asDoc(update)).some((key) => key.startsWith('$'))
}

/**
 * `insertMany` and `bulkWrite` of class `critical`: one transaction if everything goes well.
 *
 * An operation that fails ends a transaction, and without one the operations around it would have
 * been carried out. So the call is taken apart around what fails, each part with its events in a
 * transaction of its own, and the parts' answers are put together again as the driver would.
 */
import type { WriteCall } from './call.ts'
import type { Doc } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'

type Run = (call: WriteCall) => Promise<unknown>

/** Runs the call as a whole, or in parts. */
export async function runCriticalParts(call: WriteCall, run: Run): Promise<unknown> {
  try {
    return await run(call)
  } catch (error) {
    if (!isWriteFailure(error)) throw error
    return inParts(call, run, error)
  }
}

interface Part {
  readonly from: number
  readonly to: number
}

async function inParts(call: WriteCall, run: Run, first: BulkError): Promise<unknown> {
  const operations = operationsOf(call)
  const isOrdered = call.options['ordered'] !== false
  const sum = startSum(operations, isOrdered)
  const parts = splitAt({ from: 0, to: operations.length }, first)
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { from, to } = part
    try {
      const slice = { ...call, method: 'bulkWrite' as const, args: [operations.slice(from, to)] }
      sum.add(await run(slice), from)
    } catch (error) {
      if (!isWriteFailure(error)) {
        if (!isBulkError(error)) throw error
        // Committed, only not confirmed as asked for.
        sum.add(error.result, from)
        sum.unconfirmed(error)
        continue
      }
      if (to - from > 1) parts.unshift(...splitAt(part, error))
      else {
        sum.fail(error, from)
        if (isOrdered) break
      }
    }
  }
  return sum.end(call)
}

// What stood before the failing operation, that operation by itself, and the rest.
function splitAt({ from, to }: Part, error: BulkError): Part[] {
  const at = Math.min(from + numberOf(asDoc(error.writeErrors[0])['index']), to - 1)
  const parts = [
    { from, to: at },
    { from: at, to: at + 1 },
    { from: at + 1, to },
  ]
  return parts.filter((part) => part.to > part.from)
}

function operationsOf(call: WriteCall): Doc[] {
  const given = call.args[0] as Doc[]
  if (call.method === 'bulkWrite') return given
  return given.map((document) => ({ insertOne: { document } }))
}

interface BulkError extends Error {
  readonly writeErrors: readonly object[]
  readonly result: object
}

function isBulkError(error: unknown): error is BulkError {
  const { name, result } = asDoc(error)
  return name === 'MongoBulkWriteError' && typeof result === 'object' && result !== null
}

/** An operation was refused for what it is, and not because of a conflict. */
function isWriteFailure(error: unknown): error is BulkError {
  return isBulkError(error) && Array.isArray(error.writeErrors) && error.writeErrors.length > 0
}

/** The driver's own collection of what the batches of a bulk call did. */
interface BulkSum {
  ok: number
  writeErrors: object[]
  writeConcernErrors: object[]
  insertedIds: Doc[]
  nInserted: number
  nUpserted: number
  nMatched: number
  nModified: number
  nRemoved: number
  upserted: Doc[]
}

type ResultClass = new (sum: BulkSum, isOrdered: boolean) => object

function startSum(operations: readonly Doc[], isOrdered: boolean) {
  const sum: BulkSum = {
    ok: 1,
    writeErrors: [],
    writeConcernErrors: [],
    insertedIds: [],
    nInserted: 0,
    nUpserted: 0,
    nMatched: 0,
    nModified: 0,
    nRemoved: 0,
    upserted: [],
  }
  let Result: ResultClass | undefined
  let failure: BulkError | undefined
  let notConfirmed: BulkError | undefined

  return {
    add(result: unknown, from: number): void {
      const one = result as Doc
      Result ??= (one as object).constructor as ResultClass
      sum.nInserted += numberOf(one['insertedCount'])
      sum.nMatched += numberOf(one['matchedCount'])
      sum.nModified += numberOf(one['modifiedCount'])
      sum.nRemoved += numberOf(one['deletedCount'])
      sum.nUpserted += numberOf(one['upsertedCount'])
      for (const [index, _id] of Object.entries(asDoc(one['upsertedIds']))) {
        sum.upserted.push({ index: from + Number(index), _id })
      }
    },
    fail(error: BulkError, from: number): void {
      failure ??= error
      Result ??= error.result.constructor as ResultClass
      const [one] = error.writeErrors
      if (one === undefined) return
      const WriteError = one.constructor as new (of: Doc) => object
      sum.writeErrors.push(new WriteError({ ...asDoc(asDoc(one)['err']), index: from }))
    },
    unconfirmed(error: BulkError): void {
      notConfirmed = error
    },
    /** The call's result, or its error, as the driver makes them. */
    end(call: WriteCall): unknown {
      for (const [index, operation] of operations.entries()) {
        const insert = asDoc(operation['insertOne'])
        if ('insertOne' in operation) {
          sum.insertedIds.push({ index, _id: asDoc(insert['document'] ?? insert)['_id'] })
        }
      }
      if (Result === undefined) throw failure ?? notConfirmed
      const result = new Result(sum, isOrdered)
      if (failure !== undefined) {
        const { errmsg, code } = asDoc(sum.writeErrors[0])
        const Failure = failure.constructor as new (what: Doc, result: object) => Error
        throw new Failure(
          { message: errmsg ?? 'write operation failed', code, writeErrors: sum.writeErrors },
          result,
        )
      }
      if (notConfirmed !== undefined) throw notConfirmed
      if (call.method === 'bulkWrite') return result
      const { insertedCount, insertedIds } = asDoc(result)
      return { acknowledged: true, insertedCount, insertedIds }
    },
  }
}

/**
 * The error of the bare call, where a transaction of ours was committed without the write concern
 * that the application asked for.
 *
 * Its classes belong to the application's driver and cannot be imported: they are taken from what
 * that driver itself makes.
 */
import type { WriteCall } from './call.ts'
import type { Doc, DriverCollection } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'

/** Makes the error that the call without a transaction would have thrown. */
export async function missedConcernError(
  call: WriteCall,
  error: unknown,
  result: unknown,
): Promise<unknown> {
  const concern = asDoc(asDoc(error)['result'])['writeConcernError']
  if (typeof concern !== 'object' || concern === null) return error
  if (call.method === 'bulkWrite' || call.method === 'insertMany') {
    return (await bulkError(call.site.original, concern, result)) ?? error
  }
  const ServerError = (error as object).constructor as new (reply: Doc) => unknown
  const reply = call.method.startsWith('findOneAnd')
    ? asDoc(result)
    : countsOf(call, asDoc(result), await wordsOfWrites(call, error))
  return new ServerError({
    ...reply,
    writeConcernError: concern,
    ok: asDoc(asDoc(error)['result'])['ok'] ?? 1,
    ...timesOf(error),
  })
}

/** What the server's own reply says, in its order. */
function countsOf(call: WriteCall, result: Doc, words: Doc): Doc {
  if (call.method === 'insertOne') return { n: 1, ...words }
  if (call.method.startsWith('delete')) return { n: numberOf(result['deletedCount']), ...words }
  const upserted =
    numberOf(result['upsertedCount']) > 0
      ? { upserted: [{ index: 0, _id: result['upsertedId'] }] }
      : {}
  const n = numberOf(result['matchedCount']) + numberOf(result['upsertedCount'])
  return { n, ...words, ...upserted, nModified: numberOf(result['modifiedCount']) }
}

/**
 * The reply to a write on a replica set says under which primary and when it was made; that to a
 * commit does not, and a greeting does.
 */
async function wordsOfWrites({ site }: WriteCall, error: unknown): Promise<Doc> {
  try {
    const admin = site.original.client.db('admin')
    const hello = await admin.command({ hello: 1 }, { readPreference: 'primary' })
    const { electionId } = hello
    const last = asDoc(asDoc(hello['lastWrite'])['opTime'])
    if (electionId === undefined || !('ts' in last)) return {}
    const ts = timesOf(error)['operationTime'] ?? last['ts']
    return { electionId, opTime: { ...last, ts } }
  } catch {
    return {}
  }
}

/** The times that stand on every reply. */
function timesOf(error: unknown): Doc {
  const reply = asDoc(asDoc(error)['result'])
  const names = ['$clusterTime', 'operationTime'].filter((name) => name in reply)
  return Object.fromEntries(names.map((name) => [name, reply[name]]))
}

interface BulkResult {
  readonly result: { readonly writeConcernErrors: unknown[] }
  getWriteConcernError(): object | undefined
}

/** A bulk call reports a missed write concern in an error of its own class, with the result. */
async function bulkError(
  original: DriverCollection,
  concern: object,
  result: unknown,
): Promise<unknown> {
  if (!isBulkResult(result)) return undefined
  const { writeConcernErrors } = result.result
  // Of two the driver makes a new one, which shows the class of one.
  writeConcernErrors.push(concern, concern)
  const combined = result.getWriteConcernError()
  writeConcernErrors.splice(0)
  const BulkError = await bulkErrorClass(original)
  if (combined === undefined || BulkError === undefined) return undefined
  const ConcernError = combined.constructor as new (concern: object) => object
  writeConcernErrors.push(new ConcernError(concern))
  const { errmsg: message, code } = asDoc(concern)
  return new BulkError({ message, code }, result)
}

function isBulkResult(result: unknown): result is BulkResult {
  const inner = asDoc(asDoc(result)['result'])
  return Array.isArray(inner['writeConcernErrors']) && inner['writeConcernErrors'].length === 0
}

type BulkErrorClass = new (concern: object, result: object) => unknown

// An operation that every server refuses before it looks at a record.
async function bulkErrorClass(original: DriverCollection): Promise<BulkErrorClass | undefined> {
  try {
    await original.bulkWrite([{ deleteOne: { filter: { $auditNoSuchOperator: 1 } } }])
  } catch (error) {
    if ((error as Error).name === 'MongoBulkWriteError') {
      return (error as object).constructor as BulkErrorClass
    }
  }
  return undefined
}

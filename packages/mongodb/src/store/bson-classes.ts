/**
 * Where do BSON classes come from, when no driver is imported?
 *
 * From the application's own: handed in by the composition root (`mongoose.mongo` has them all),
 * else taken from values that its driver makes. A second copy of the driver would make values
 * that the first one refuses to send.
 */
import type { Db } from 'mongodb'

/** The classes the store builds values with; what is missing limits what it can look for. */
export interface BsonClasses {
  readonly ObjectId?: new (hex: string) => unknown
  readonly Binary?: new (bytes: Uint8Array, subType: number) => unknown
  readonly Timestamp?: new (value: { t: number; i: number }) => unknown
  readonly Double?: new (value: number) => unknown
  /** Cannot be learned from a driver: without it, ids that are decimals are not found by text. */
  readonly Decimal128?: { fromString(text: string): unknown }
}

type Reply = Readonly<Record<string, unknown>>

/** Takes what the store needs of all that `mongodb` or `mongoose.mongo` exports. */
export function pickClasses(source: BsonClasses): BsonClasses {
  const { ObjectId, Binary, Timestamp, Double, Decimal128 } = source
  return {
    ...(ObjectId && { ObjectId }),
    ...(Binary && { Binary }),
    ...(Timestamp && { Timestamp }),
    ...(Double && { Double }),
    ...(Decimal128 && { Decimal128 }),
  }
}

/**
 * Returns the classes that a driver's own values show.
 *
 * @param db - The application's database.
 * @param reply - A reply of its server to `hello`, read without promoting values.
 */
export function learnClasses(db: Db, reply: Reply): BsonClasses {
  const found = new Map<string, unknown>()
  collectClasses(reply, found)
  // The server's process id in the reply is an ObjectId; servers before 4.4 send none.
  if (!found.has('ObjectId')) collectClasses({ made: madeByDriver(db) }, found)
  if (!found.has('Binary')) collectClasses({ made: sessionId(db) }, found)
  return Object.fromEntries(found) as BsonClasses
}

const LEARNED: ReadonlySet<unknown> = new Set(['ObjectId', 'Binary', 'Timestamp', 'Double'])

function collectClasses(value: object, found: Map<string, unknown>): void {
  for (const item of Object.values(value)) {
    if (typeof item !== 'object' || item === null) continue
    const type: unknown = (item as { _bsontype?: unknown })._bsontype
    if (type === undefined) collectClasses(item, found)
    else if (LEARNED.has(type)) found.set(type as string, (item as object).constructor)
  }
}

function madeByDriver(db: Db): unknown {
  const { pkFactory } = db.client.options as { pkFactory?: { createPk?(): unknown } }
  return pkFactory?.createPk?.()
}

function sessionId(db: Db): unknown {
  const session = db.client.startSession()
  const id: unknown = session.id
  void session.endSession()
  return id
}

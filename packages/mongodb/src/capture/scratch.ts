/**
 * What would these statements do to these records?
 *
 * The server is asked: the records are put into a collection that exists only inside a
 * transaction of our own, the statements run there, the outcome is read, and the transaction is
 * always aborted. So nobody ever sees the collection, none has to be made or cleaned up, and no
 * index, validator or collation of the application's stands in the way.
 */
import { randomUUID } from 'node:crypto'
import type { StoredRecord, StoredValue } from '@rastro/core'
import type { Doc, DriverSession } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc, numberOf } from './outcome.ts'
import { KEEP_TYPES } from './reads.ts'
import type { CaptureSite } from './site.ts'
import type { ChangeStatement } from './statements.ts'
import { commandPartOf } from './statements.ts'

/** A place to try statements in. */
export interface Scratch {
  /** Puts records there, instead of those that are there. */
  put(records: readonly StoredRecord[]): Promise<void>
  /** Adds one more. */
  add(record: StoredRecord): Promise<void>
  /** Returns the ids of records that were upserted. */
  run(statements: readonly ChangeStatement[], shared: Doc): Promise<UpsertedId[]>
  /** What is there now, by {@link idKey}. */
  read(): Promise<Map<string, StoredRecord>>
}

/** An upserted record, and the position of its statement in the call. */
export type UpsertedId = readonly [operation: number, id: StoredValue]

/** Each holds a connection while the application waits for its own. */
const AT_ONCE = 4

let running = 0
const waiting: (() => void)[] = []

/**
 * Runs `fn` with a scratch collection, which is gone when it ends.
 *
 * @throws what `fn` throws, and the server's error where a statement cannot be run.
 */
export async function withScratch<T>(
  site: CaptureSite,
  fn: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  await enter()
  // Never the caller's: a statement of the application's beside it would join, and be lost.
  const session = site.original.client.startSession({ causalConsistency: false })
  try {
    session.startTransaction({ readConcern: { level: 'local' }, readPreference: 'primary' })
    try {
      return await fn(scratchOn(site, session))
    } finally {
      await session.abortTransaction().catch(() => undefined)
    }
  } finally {
    await session.endSession()
    leave()
  }
}

async function enter(): Promise<void> {
  if (running < AT_ONCE) {
    running += 1
    return
  }
  await new Promise<void>((resolve) => waiting.push(resolve))
}

function leave(): void {
  const next = waiting.shift()
  // Who waited takes the place over.
  if (next === undefined) running -= 1
  else next()
}

function scratchOn(site: CaptureSite, session: DriverSession): Scratch {
  const { client, dbName } = site.original
  const db = client.db(dbName)
  // A name of its own each time: two of the same name would conflict while they are made.
  let name = ''
  const send = (command: Doc): Promise<Doc> => db.command(command, { ...KEEP_TYPES, session })
  return {
    async put(records) {
      name = `audit_scratch_${randomUUID()}`
      if (records.length > 0) await send({ insert: name, documents: records })
    },
    async add(record) {
      const reply = await send({ insert: name, documents: [record] })
      if (reply['writeErrors'] !== undefined) throw new Error('a record cannot be added')
    },
    async run(statements, shared) {
      const made: UpsertedId[] = []
      for (const some of inRuns(statements)) {
        const parts = some.map((statement) => commandPartOf(statement))
        const isDelete = some[0]?.kind === 'delete'
        const reply = await send(
          isDelete
            ? { delete: name, deletes: parts, ...shared }
            : { update: name, updates: parts, ...shared },
        )
        // One bad statement has ended the transaction, and says so only here.
        if (reply['writeErrors'] !== undefined) throw new Error('a statement cannot be run')
        made.push(...upsertedBy(reply, some))
      }
      return made
    },
    async read() {
      const cursor = db.runCursorCommand({ find: name }, { ...KEEP_TYPES, session })
      const records = (await cursor.toArray()) as StoredRecord[]
      return new Map(records.map((record) => [idKey(record['_id']), record]))
    },
  }
}

function upsertedBy(reply: Doc, statements: readonly ChangeStatement[]): UpsertedId[] {
  const { upserted } = reply
  if (!Array.isArray(upserted)) return []
  return upserted.map((one): UpsertedId => {
    const { index, _id } = asDoc(one)
    return [statements[numberOf(index)]?.index ?? 0, _id]
  })
}

/** Neighbours of one kind go into one command, as many as one may hold. */
function inRuns(statements: readonly ChangeStatement[]): ChangeStatement[][] {
  const runs: ChangeStatement[][] = []
  for (const statement of statements) {
    const run = runs.at(-1)
    if (run?.[0]?.kind === statement.kind && run.length < 10_000) run.push(statement)
    else runs.push([statement])
  }
  return runs
}

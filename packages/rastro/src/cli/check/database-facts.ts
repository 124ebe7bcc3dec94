/** What kind of server holds the events, and does it have their indexes? Reads only. */
import type { Db } from 'mongodb'
import { missingIndexes } from '@rastro/mongodb'
import type { DatabaseFacts } from './app-facts.ts'

const TIMEOUT_MS = 10_000
const EVENTS = 'audit_events'

/**
 * Asks a database.
 *
 * @param database - What an audit says its events' database is; undefined while it knows none.
 */
export async function databaseFacts(database: unknown): Promise<DatabaseFacts> {
  if (database === undefined) return { kind: 'unconnected' }
  try {
    return await withinTime(ask(database as Db))
  } catch (error) {
    // Its message may quote the connection string.
    return { kind: 'failed', name: error instanceof Error ? error.name : 'unknown' }
  }
}

async function ask(db: Db): Promise<DatabaseFacts> {
  const [hello, { version }, collections, missing] = await Promise.all([
    db.command({ hello: 1 }),
    db.command({ buildInfo: 1 }),
    db.listCollections({ name: EVENTS }, { nameOnly: true }).toArray(),
    missingIndexes(db),
  ])
  return {
    kind: 'answered',
    version: String(version),
    // A sharded cluster's router says `isdbgrid`, and its shards are replica sets.
    isReplicaSet: hello['setName'] !== undefined || hello['msg'] === 'isdbgrid',
    hasEvents: collections.length > 0,
    missingIndexes: missing.map(({ name }) => name),
  }
}

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), TIMEOUT_MS)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

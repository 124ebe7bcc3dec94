/**
 * Which database does a test file write to?
 *
 * One of its own, on the server that `npm test` started, dropped when the file is done. It opens
 * nothing by itself and never falls back to a server that happens to run: a test that reached the
 * wrong database would delete it.
 */
import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { expect } from '@jest/globals'
import { MongoClient } from 'mongodb'
import type { Db, MongoClientOptions } from 'mongodb'

/** A database for one test file, with the client that reaches it. */
export interface TestDatabase {
  readonly client: MongoClient
  readonly db: Db
  /** The name of `db`; a second name may be derived from it, and {@link TestDatabase.close} drops that too. */
  readonly dbName: string
  /** Connection string that names the database: what `mongoose.connect` wants. */
  readonly uri: string
  /** Drops the database, and every other whose name starts with its name, then closes the client. */
  close(): Promise<void>
}

/** What a connection string of the test server names, before any client exists. */
export interface TestDatabaseName {
  readonly dbName: string
  readonly uri: string
}

/**
 * Opens an empty database for the calling test file; call it in `beforeAll`, `close()` in `afterAll`.
 *
 * @param options - Driver options of the client, for instance `{ monitorCommands: true }`.
 * @throws Error if AUDIT_TEST_MONGODB_URI is missing or its server does not answer in 10 seconds.
 *
 * @example
 * ```ts
 * let database: TestDatabase
 * beforeAll(async () => { database = await openTestDatabase() })
 * afterAll(() => database.close())
 * ```
 */
export async function openTestDatabase(options: MongoClientOptions = {}): Promise<TestDatabase> {
  const { dbName, uri } = nameTestDatabase()
  const client = await new MongoClient(uri, {
    serverSelectionTimeoutMS: 10_000,
    ...options,
  }).connect()
  return { client, db: client.db(dbName), dbName, uri, close: () => dropAndClose(client, dbName) }
}

/**
 * Returns the address of the test server as `npm test` gave it, without a database.
 *
 * @throws Error if AUDIT_TEST_MONGODB_URI is missing.
 */
export function testServerUri(): string {
  const uri = process.env['AUDIT_TEST_MONGODB_URI']
  if (uri !== undefined && uri !== '') return uri
  throw new Error(
    'AUDIT_TEST_MONGODB_URI is not set: run the tests with "npm test", or set it to a replica set ' +
      'whose databases may be dropped, for instance mongodb://127.0.0.1:27017/?replicaSet=rs0',
  )
}

/** Returns a database name no other test file uses, and the connection string that names it. */
export function nameTestDatabase(): TestDatabaseName {
  const dbName = `audit_test_${slugOfTestFile()}_${randomBytes(4).toString('hex')}`
  // The driver takes lists of hosts, which WHATWG URLs do not, hence the pattern.
  const uri = testServerUri().replace(
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/,
    (_, server: string, query: string | undefined) => `${server}/${dbName}${query ?? ''}`,
  )
  return { dbName, uri }
}

async function dropAndClose(client: MongoClient, dbName: string): Promise<void> {
  try {
    const { databases } = await client
      .db('admin')
      .admin()
      .listDatabases({ nameOnly: true, authorizedDatabases: true })
    for (const { name } of databases) {
      if (name.startsWith(dbName)) await client.db(name).dropDatabase()
    }
  } finally {
    await client.close()
  }
}

/** MongoDB allows 63 bytes of name; prefix, random part and room for a derived name take half. */
function slugOfTestFile(): string {
  const path = expect.getState().testPath ?? 'unnamed'
  const slug = basename(path).replace(/(?:\.test)?\.[jt]s$/, '')
  return slug.replace(/[^a-zA-Z0-9]+/g, '_').slice(0, 24)
}

/**
 * How does a test reach MongoDB through version 6 of the driver?
 *
 * It is the one inside Mongoose 8, as an application has it. Its types are taken for those of
 * version 7, which the store is written against: what it uses is the same in both.
 */
import { createRequire } from 'node:module'
import type { Db, MongoClient, MongoClientOptions } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import type { BsonClasses } from './bson-values.ts'

export interface OldDatabase {
  readonly client: MongoClient
  readonly db: Db
  close(): Promise<void>
}

type Driver = BsonClasses & {
  readonly MongoClient: new (uri: string, options?: MongoClientOptions) => MongoClient
}

// Its types declare the module `mongoose`, which the tests of version 9 need for themselves.
const { mongo: driver } = createRequire(import.meta.url)('mongoose8') as { mongo: Driver }

export const oldDriver = {
  classes: driver,

  async open(options: MongoClientOptions = {}): Promise<OldDatabase> {
    const { dbName, uri } = nameTestDatabase()
    const client = new driver.MongoClient(uri, { serverSelectionTimeoutMS: 10_000, ...options })
    await client.connect()
    const db = client.db(dbName)
    return {
      client,
      db,
      async close() {
        await db.dropDatabase()
        await client.close()
      },
    }
  },
}

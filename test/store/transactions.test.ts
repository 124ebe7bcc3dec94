import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventStore, StoredEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import type { ClientSession, Db, MongoClient } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import { oldDriver } from './old-driver.ts'
import { sample, samples } from './sample.ts'

const DRIVERS = {
  7: () => openTestDatabase(),
  6: () => oldDriver.open(),
} as const

for (const [version, open] of Object.entries(DRIVERS)) {
  describe(`events of a transaction with driver ${version}`, () => {
    let client: MongoClient
    let db: Db
    let close: () => Promise<void>
    let store: EventStore

    beforeAll(async () => {
      const database = await open()
      client = database.client
      db = database.db
      close = () => database.close()
      store = createMongoStore({ database: () => db })
      await db.createCollection('tickets')
    })
    afterAll(() => close())

    async function inTransaction(
      events: readonly StoredEvent[],
      end: (session: ClientSession) => Promise<void>,
    ): Promise<void> {
      const session = client.startSession()
      session.startTransaction()
      await db.collection('tickets').insertOne({ title: 'Printer' }, { session })
      await store.append(events, { transaction: { client, session } })
      await end(session)
      await session.endSession()
    }

    it('are stored when it commits, as the first ones ever after the policy was asked', async () => {
      // MongoDB refuses writes to a collection that is younger than the transaction's snapshot.
      await store.policyVersions('default')
      const events = samples(3)
      await inTransaction(events, (session) => session.commitTransaction())
      expect(await store.count({ tenant: 'default' }, 10)).toEqual({ n: 3, exact: true })
    })

    it('are not seen before it commits', async () => {
      const event = sample({ tenant: 'open' })
      await inTransaction([event], async (session) => {
        expect(await store.count({ tenant: 'open' }, 10)).toEqual({ n: 0, exact: true })
        await session.abortTransaction()
      })
    })

    it('are gone when it aborts', async () => {
      const event = sample({ tenant: 'aborted' })
      await inTransaction([event], (session) => session.abortTransaction())
      expect(await store.count({ tenant: 'aborted' }, 10)).toEqual({ n: 0, exact: true })
    })

    it('leave no filter key behind that no later event finds', async () => {
      const fields = { tenant: 'keys', place: 'chats' }
      await inTransaction([sample(fields)], (session) => session.abortTransaction())
      await inTransaction([sample(fields)], (session) => session.commitTransaction())
      const fresh = createMongoStore({ database: () => db })
      expect(await fresh.count({ tenant: 'keys', places: ['chats'] }, 10)).toEqual({
        n: 1,
        exact: true,
      })
    })

    it('keep the labels by which a transaction is known to be worth another try', async () => {
      const session = client.startSession()
      session.startTransaction()
      await db.collection('tickets').insertOne({ title: 'Printer' }, { session })
      const other = client.db(db.databaseName)
      await other.command({ killSessions: [session.id] })
      const failure = store.append([sample()], { transaction: { client, session } })
      await expect(failure).rejects.toMatchObject({ code: 'AUDIT_STORE_UNAVAILABLE' })
      const { cause } = (await failure.catch((error: unknown) => error)) as {
        cause: { hasErrorLabel(label: string): boolean }
      }
      expect(cause.hasErrorLabel('TransientTransactionError')).toBe(true)
      await session.endSession()
    })
  })
}

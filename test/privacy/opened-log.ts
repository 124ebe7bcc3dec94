/** The events of a test's log as they were recorded: every value, whoever may see it. */
import { createDataKeys, createOpeningStore, createPersonalData, createSealing } from '@rastro/core'
import type { EventStore, KeySource, StoredEvent } from '@rastro/core'
import { createMongoKeyStore, createMongoStore, createValueMaker } from '@rastro/mongodb'
import { BSON, MongoClient } from 'mongodb'
import * as bson from 'mongodb'

export interface OpenedLog {
  readonly store: EventStore
  /** All of the tenant's events, newest first. */
  all(): Promise<readonly StoredEvent[]>
  close(): Promise<void>
}

/** A reader of its own, as another process has one. */
export async function openLog(
  uri: string,
  source: KeySource,
  asked: (collection: string) => void = () => undefined,
): Promise<OpenedLog> {
  const client = await new MongoClient(uri, { monitorCommands: true }).connect()
  client.on('commandStarted', ({ command }) => asked(String(command['find'])))
  const db = client.db()
  const clock = { now: () => new Date() }
  const keyStore = createMongoKeyStore({
    keys: () => client.db(`${db.databaseName}_keys`),
    database: () => db,
  })
  const store = createOpeningStore(
    createMongoStore({ database: () => db }),
    createSealing({
      data: createPersonalData(),
      keys: createDataKeys({ source, store: keyStore, clock }),
      make: () => createValueMaker(bson, client),
      localKey: () => Buffer.alloc(32),
      log: { info: () => undefined, warn: () => undefined },
    }),
  )
  return {
    store,
    async all() {
      const filter = { tenant: 'default' }
      const events: StoredEvent[] = []
      for (;;) {
        const last = events.at(-1)
        const after = last === undefined ? {} : { after: { at: last.e.at, id: last._id } }
        const some = await store.findByTime({ filter, order: 'newest', limit: 500, ...after })
        events.push(...some)
        if (some.length < 500) return events
      }
    },
    close: () => client.close(),
  }
}

/** Every byte that a deployment has in these databases, as text in which planted values are found. */
export async function dumpOf(uri: string): Promise<string> {
  const client = await new MongoClient(uri).connect()
  try {
    const name = client.db().databaseName
    const parts: string[] = []
    for (const db of [client.db(), client.db(`${name}_keys`)]) {
      for (const { name: collection } of await db.listCollections().toArray()) {
        // The application's own records are the application's to delete.
        if (!collection.startsWith('audit_')) continue
        for await (const one of db.collection(collection).find({}, { raw: false })) {
          parts.push(Buffer.from(BSON.serialize(one)).toString('latin1'))
        }
      }
    }
    return parts.join('\n')
  } finally {
    await client.close()
  }
}

/** Forms in which a planted value may stand somewhere. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  // Base64 of a text inside another depends on where it begins.
  const base64 = [0, 1, 2].map((skip) =>
    Buffer.concat([Buffer.alloc(skip), bytes])
      .toString('base64')
      .slice(skip === 0 ? 0 : 4, -4),
  )
  return [value, bytes.toString('latin1'), bytes.toString('hex'), ...base64].filter(
    (one) => one.length >= 6,
  )
}

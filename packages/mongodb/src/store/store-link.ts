/**
 * Through which connection is the store reached, and what kind of server answers?
 *
 * Asked again at each use, because the application may connect late or reconnect with another
 * client; what was learned about a client is kept as long as the client.
 */
import type { Db, MongoClient } from 'mongodb'
import { learnClasses, pickClasses } from './bson-classes.ts'
import type { BsonClasses } from './bson-classes.ts'
import { runCommand, TYPED } from './commands.ts'
import { storeNotConnected } from './store-errors.ts'

/** The store's database over one client. */
export interface StoreLink {
  readonly db: Db
  /** Transactions and majority reads exist. False on a standalone server. */
  readonly isReplicated: boolean
  readonly classes: BsonClasses
}

export interface LinkOptions {
  readonly database: (connectedClient?: unknown) => Db | undefined
  readonly bson: BsonClasses | undefined
  /** How long to wait for the application to connect: as long as the caller of the store waits. */
  readonly waitMs: number
}

export interface StoreLinks {
  /** @throws AuditError `AUDIT_STORE_UNAVAILABLE` without a connection; the driver's own errors. */
  open(connectedClient?: unknown): Promise<StoreLink>
}

type Facts = Omit<StoreLink, 'db'>

const MS_BETWEEN_LOOKS = 50
// Captured at load: applications fake timers in their tests.
const wait = setTimeout

/** What is said before the application has connected waits for it, as Mongoose's own writes do. */
async function whenConnected({ database, waitMs }: LinkOptions): Promise<Db> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += MS_BETWEEN_LOOKS) {
    await new Promise((resolve) => {
      wait(resolve, MS_BETWEEN_LOOKS)
    })
    const db = database()
    if (db !== undefined) return db
  }
  throw storeNotConnected()
}

export function createStoreLinks(options: LinkOptions): StoreLinks {
  const { database, bson } = options
  const factsOf = new WeakMap<MongoClient, Promise<Facts>>()

  async function learn(db: Db): Promise<Facts> {
    const reply = await runCommand(db, { hello: 1 }, { bson: TYPED })
    // A replica set says its name, a router of a sharded cluster that it is one.
    const isReplicated = reply['setName'] !== undefined || reply['msg'] === 'isdbgrid'
    return { isReplicated, classes: bson ? pickClasses(bson) : learnClasses(db, reply) }
  }

  return {
    async open(connectedClient) {
      const db = database(connectedClient) ?? (await whenConnected(options))
      const { client } = db
      let facts = factsOf.get(client)
      if (facts === undefined) {
        facts = learn(db)
        factsOf.set(client, facts)
        facts.catch(() => factsOf.delete(client))
      }
      return { db, ...(await facts) }
    },
  }
}

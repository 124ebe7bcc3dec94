/**
 * The same application twice: once without the suite, once with it.
 *
 * Each twin has a Mongoose, a database and counters of its own; collections, models and hooks are
 * the same. Whatever one call does to one twin and not to the other is the suite's doing.
 */
import { createRequire } from 'node:module'
import { MongoClient } from 'mongodb'
import type { Db } from 'mongodb'
import { createAuditedMongoose } from './audited-mongoose.ts'
import type { AuditedMongoose, MongooseModule } from './audited-mongoose.ts'
import { nameTestDatabase } from './database.ts'
import { createDescriptions } from './describe-value.ts'
import { defineModels, makeCollections, PLACES, STREAMED } from './twin-models.ts'
import type { TwinModels } from './twin-models.ts'
import { openChangeLog } from './change-log.ts'
import type { ChangeLog } from './change-log.ts'
import { openEventLog } from './told-changes.ts'
import type { EventLog } from './told-changes.ts'

const require = createRequire(import.meta.url)

export interface Twin {
  readonly name: 'bare' | 'audited'
  readonly mongoose: MongooseModule
  readonly models: TwinModels
  /** What its Mongoose connected to. */
  readonly uri: string
  /** The twin's database through a client that nobody audits. */
  readonly raw: Db
  /** What user code of the application was called, and how often, since the last call. */
  takeCounts(): Record<string, number>
  /** What Mongoose's `debug` said since the last call. */
  takeDebug(): unknown[]
  /** Describes values of this twin; made ids are numbered from here on. */
  describe(value: unknown): unknown
  /** Starts the numbering of made ids anew. */
  forget(): void
  /**
   * The time that Mongoose stamps records with from here on, until it is undefined. By the real clock
   * two calls in one millisecond change nothing the second time, on one twin and not on the other.
   */
  setTime(time: Date | undefined): void
}

export interface Twins {
  readonly bare: Twin
  readonly audited: Twin
  readonly audit: AuditedMongoose['audit']
  /** What the suite said to the operator. */
  readonly said: string[]
  readonly changes: ChangeLog
  readonly events: EventLog
  close(): Promise<void>
}

/** @param module - `mongoose` or `mongoose8`. */
export async function openTwins(module: string): Promise<Twins> {
  const own = createAuditedMongoose(module)
  const base = require(module) as MongooseModule
  const bareMongoose = new base.Mongoose()
  const client = await new MongoClient(own.uri).connect()
  const bare = await openTwin(client, {
    name: 'bare',
    mongoose: bareMongoose,
    ...nameTestDatabase(),
  })
  const dbName = /\/(audit_test_[^?]+)/.exec(own.uri)?.[1] ?? ''
  const { mongoose, audit } = own
  const audited = await openTwin(client, {
    name: 'audited',
    mongoose,
    dbName,
    uri: own.uri,
    plugin: audit.plugin,
  })
  await audited.raw.createCollection('marks')
  const changes = await openChangeLog(audited.raw, STREAMED)
  return {
    bare,
    audited,
    audit,
    said: own.said,
    changes,
    events: openEventLog(audited.raw, PLACES),
    async close() {
      await changes.close()
      await bare.raw.dropDatabase()
      await own.close()
      await bareMongoose.disconnect()
      await client.close()
    },
  }
}

interface TwinParts {
  readonly name: Twin['name']
  readonly mongoose: MongooseModule
  readonly dbName: string
  readonly uri: string
  readonly plugin?: AuditedMongoose['audit']['plugin']
}

async function openTwin(client: MongoClient, parts: TwinParts): Promise<Twin> {
  const { name, mongoose } = parts
  const raw = client.db(parts.dbName)
  await makeCollections(raw)
  let counts: Record<string, number> = {}
  let debug: unknown[] = []
  let time: Date | undefined
  // Mongoose's own seat for another clock.
  mongoose.now = () => (time === undefined ? new Date() : new Date(time))
  mongoose.set('autoIndex', false)
  mongoose.set('autoCreate', false)
  const models = defineModels(mongoose, {
    count: (what) => {
      counts[what] = (counts[what] ?? 0) + 1
    },
    plugin: parts.plugin,
  })
  await mongoose.connect(parts.uri)
  let descriptions = createDescriptions(parts.dbName)
  mongoose.set('debug', (...said: unknown[]) => {
    debug.push(descriptions.of(said))
  })
  return {
    name,
    mongoose,
    models,
    uri: parts.uri,
    raw,
    takeCounts() {
      const taken = counts
      counts = {}
      return taken
    },
    takeDebug: () => debug.splice(0),
    describe: (value) => descriptions.of(value),
    forget() {
      descriptions = createDescriptions(parts.dbName)
      debug = []
      counts = {}
    },
    setTime(given) {
      time = given
    },
  }
}

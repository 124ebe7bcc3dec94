/**
 * Through which of the application's own connections are the events reached?
 *
 * Nothing is opened here. The application connects whenever it likes, before or after.
 */
import { AuditError } from '@rastro/core'
import { isSameDeployment } from '@rastro/mongodb'
import type { MongooseLike } from '@rastro/mongoose'
import type { ConnectionOptions } from './options.ts'

/** A driver database; the store knows what to do with it. */
export type StoreDatabase = object

export interface Connections {
  /** The events' database; undefined while nothing is connected. */
  database(connectedClient?: unknown): StoreDatabase | undefined
  /** Whether a transaction of this client's can hold events. */
  sharesStore(client: unknown): boolean
  /** The application's own client, once there is one. */
  applicationClient(): unknown
  /** The application's Mongoose, where it has one. */
  mongoose(): MongooseLike | undefined
  /** The driver's value classes, where they are at hand. */
  readonly bson: unknown
  /** Calls back once, when the application's connection opens. */
  whenOpen(fn: () => void): void
  /** The same, and at once where it is open. */
  whenConnected(fn: () => void): void
}

interface MongooseConnection {
  readonly readyState: number
  readonly db?: StoreDatabase & { readonly databaseName?: string }
  readonly base?: { readonly mongo?: unknown } & MongooseLike
  once(event: string, fn: () => void): unknown
  getClient(): unknown
}

interface MongooseModule extends MongooseLike {
  readonly connection: MongooseConnection
  readonly mongo: unknown
}

interface DriverClientLike {
  db(name?: string): StoreDatabase
  once?(event: string, fn: () => void): unknown
  readonly topology?: unknown
}

const CONNECTED = 1

export function connectionsOf(options: ConnectionOptions): Connections {
  const base = baseConnections(options)
  const { store } = options
  if (store === undefined) return base
  const database = fixedStore(store.db, store.client, base)
  return {
    ...base,
    database,
    sharesStore(client) {
      const db: { client?: unknown } | undefined = database()
      return db === undefined || isSameDeployment(db.client, client)
    },
  }
}

function fixedStore(db: unknown, client: unknown, base: Connections): Connections['database'] {
  if (typeof db === 'string') {
    if (isDriverClient(client)) return () => client.db(db)
    return (connectedClient) => {
      const known: { client?: unknown } | undefined = base.database(connectedClient)
      return isDriverClient(known?.client) ? known.client.db(db) : undefined
    }
  }
  if (typeof db === 'object' && db !== null) return () => db
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    "createAudit: option 'store' needs db: a database of the driver, or its name",
    { field: 'store' },
  )
}

function baseConnections(options: ConnectionOptions): Connections {
  if (options.mongoose !== undefined) return ofMongoose(options.mongoose)
  if (options.connection !== undefined) return ofConnection(options.connection)
  return ofClient(options.client, options.db)
}

function ofMongoose(given: unknown): Connections {
  const mongoose = given as MongooseModule
  if (!isConnection(mongoose?.connection))
    throw notA('mongoose', 'what `import mongoose from "mongoose"` gives')
  return {
    ...openConnection(() => mongoose.connection),
    mongoose: () => mongoose,
    bson: mongoose.mongo,
  }
}

function ofConnection(given: unknown): Connections {
  if (!isConnection(given)) throw notA('connection', 'a Mongoose connection')
  return {
    ...openConnection(() => given),
    mongoose: () => given.base,
    bson: given.base?.mongo,
  }
}

function openConnection(
  connection: () => MongooseConnection,
): Pick<
  Connections,
  'database' | 'sharesStore' | 'applicationClient' | 'whenOpen' | 'whenConnected'
> {
  // While this connection is closed, events go through the connection of whatever model writes.
  let lastSeen: DriverClientLike | undefined
  // Of the connection's own database: a client's default is another where `dbName` was an option.
  let lastName: string | undefined
  const own = () => {
    const { readyState, db } = connection()
    if (readyState !== CONNECTED || db === undefined) return undefined
    lastName = db.databaseName ?? lastName
    return db
  }
  // One listener, however many wait: an emitter warns of many.
  const waiting: (() => void)[] = []
  const whenOpen = (fn: () => void): void => {
    if (own() !== undefined) setImmediate(fn)
    else if (waiting.push(fn) === 1) {
      connection().once('open', () => {
        for (const one of waiting.splice(0)) one()
      })
    }
  }
  return {
    database(connectedClient) {
      if (isDriverClient(connectedClient)) lastSeen = connectedClient
      return own() ?? lastSeen?.db(lastName)
    },
    applicationClient: () => (own() === undefined ? lastSeen : connection().getClient()),
    sharesStore: (client) =>
      own() === undefined || isSameDeployment(connection().getClient(), client),
    whenOpen,
    whenConnected: whenOpen,
  }
}

function ofClient(client: unknown, db: unknown): Connections {
  if (!isDriverClient(client)) throw notA('client', 'a MongoClient')
  const database = databaseOf(client, db)
  return {
    database: () => database(),
    sharesStore: (other) => isSameDeployment(client, other),
    applicationClient: () => client,
    mongoose: () => undefined,
    bson: undefined,
    whenOpen: (fn) => {
      client.once?.('open', fn)
    },
    // A client that was never connected is not connected for our sake.
    whenConnected(fn) {
      if (client.topology === undefined) client.once?.('open', fn)
      else setImmediate(fn)
    },
  }
}

function databaseOf(client: DriverClientLike, db: unknown): () => StoreDatabase {
  if (db === undefined) return () => client.db()
  if (typeof db === 'string') return () => client.db(db)
  if (typeof db === 'object' && db !== null) return () => db
  throw notA('db', 'a database of the client, or its name')
}

function isConnection(value: unknown): value is MongooseConnection {
  const connection = value as Partial<MongooseConnection> | undefined
  return typeof connection?.readyState === 'number' && typeof connection.getClient === 'function'
}

function isDriverClient(value: unknown): value is DriverClientLike {
  return typeof (value as Partial<DriverClientLike> | undefined)?.db === 'function'
}

function notA(field: string, expected: string): AuditError {
  return new AuditError(
    'AUDIT_OPTION_INVALID',
    `createAudit: option '${field}' must be ${expected}`,
    { field },
  )
}

/**
 * An application's own Mongoose with an audit around it, in a database of its own.
 *
 * Every test file runs its cases on Mongoose 9 and 8, which bring drivers 7 and 6.
 */
import { createRequire } from 'node:module'
import { createAudit } from 'rastro'
import type { Audit, AuditOptions } from 'rastro'
import type mongooseType from 'mongoose'
import { nameTestDatabase } from './database.ts'

const require = createRequire(import.meta.url)

export type MongooseModule = typeof mongooseType

export const MONGOOSES = [
  { name: 'Mongoose 9', module: 'mongoose' },
  { name: 'Mongoose 8', module: 'mongoose8' },
] as const

export interface AuditedMongoose {
  readonly mongoose: MongooseModule
  readonly audit: Audit
  /** What the suite said to the operator. */
  readonly said: string[]
  readonly uri: string
  /** Connects the default connection to a database of its own. */
  connect(): Promise<void>
  close(): Promise<void>
}

export function createAuditedMongoose(
  module: string,
  options: Partial<AuditOptions> = {},
): AuditedMongoose {
  const base = require(module) as MongooseModule
  const mongoose = new base.Mongoose()
  const said: string[] = []
  const audit = createAudit({
    mongoose,
    log: { info: (line) => said.push(line), warn: (line) => said.push(line) },
    ...options,
  })
  const { uri } = nameTestDatabase()
  return {
    mongoose,
    audit,
    said,
    uri,
    async connect() {
      await mongoose.connect(uri)
    },
    async close() {
      await audit.close()
      if (mongoose.connection.readyState === mongoose.ConnectionStates.connected)
        // Not by the connection itself, which would have it told in the database that is gone. The
        // keys of persons have a database beside it.
        for (const name of [mongoose.connection.name, `${mongoose.connection.name}_keys`]) {
          await mongoose.connection.getClient().db(name).dropDatabase()
        }
      await Promise.all(mongoose.connections.map((connection) => connection.close()))
    },
  }
}

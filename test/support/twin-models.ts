/**
 * Which collections and models do both twins have?
 *
 * Everything that could tell the suite's presence: hooks of every kind, setters, getters,
 * virtuals, transforms, time stamps, versions, a validator on the server, a unique index, a
 * collation, a capped and a time-series collection.
 */
import type { Db } from 'mongodb'
import type { Schema } from 'mongoose'
import type { MongooseModule } from './audited-mongoose.ts'
import type { AuditedMongoose } from './audited-mongoose.ts'

/** A method whose arguments a table provides: the types of Mongoose 8 and 9 exclude each other. */
export type Call = (...args: unknown[]) => Promise<unknown>

export type Fields = Record<string, unknown>

export interface TwinDocument extends Fields {
  save: Call
  deleteOne: Call
  updateOne: Call
  replaceOne: Call
  set(fields: Fields): TwinDocument
}

export interface TwinBulk {
  insert(document: Fields): unknown
  find(filter: Fields): Record<string, (argument?: unknown) => unknown> & {
    upsert(): Record<string, (argument?: unknown) => unknown>
  }
  execute: Call
}

export interface TwinCollection {
  findOne(filter: Fields, options?: Fields): Promise<Fields>
  insertOne: Call
  insertMany: Call
  updateOne: Call
  updateMany: Call
  replaceOne: Call
  deleteOne: Call
  deleteMany: Call
  findOneAndUpdate: Call
  findOneAndReplace: Call
  findOneAndDelete: Call
  bulkWrite: Call
  drop: Call
  aggregate(...args: unknown[]): { toArray(): Promise<unknown[]> }
  initializeOrderedBulkOp(options?: Fields): TwinBulk
  initializeUnorderedBulkOp(options?: Fields): TwinBulk
}

export interface TwinModel {
  new (fields?: Fields, select?: unknown, options?: unknown): TwinDocument
  readonly collection: TwinCollection
  create: Call
  insertOne: Call
  insertMany: Call
  bulkSave: Call
  bulkWrite: Call
  updateOne: Call
  updateMany: Call
  replaceOne: Call
  deleteOne: Call
  deleteMany: Call
  findById(id: unknown): Promise<TwinDocument>
  findByIdAndUpdate: Call
  findByIdAndDelete: Call
  findOneAndUpdate: Call
  findOneAndReplace: Call
  findOneAndDelete: Call
  aggregate(...args: unknown[]): { exec(): Promise<unknown> }
  hydrate(fields: Fields): TwinDocument
  useConnection?(connection: unknown): TwinModel
}

export interface TwinModels {
  readonly Thing: TwinModel
  readonly Stamped: TwinModel
  readonly Collated: TwinModel
  readonly Capped: TwinModel
  readonly Measure: TwinModel
}

/** Collections whose change stream shows both images. */
export const STREAMED = ['things', 'stampeds', 'collateds', 'cappeds']

export const PLACES = ['things', 'stampeds', 'collateds', 'cappeds', 'measures']

/** Numbers above this are refused by the server. */
export const MOST = 1_000_000

export async function makeCollections(db: Db): Promise<void> {
  const images = { changeStreamPreAndPostImages: { enabled: true } }
  await db.createCollection('things', { ...images, validator: { n: { $not: { $gt: MOST } } } })
  await db.collection('things').createIndex({ u: 1 }, { unique: true, sparse: true })
  await db.createCollection('stampeds', images)
  await db.createCollection('collateds', { ...images, collation: { locale: 'en', strength: 2 } })
  await db.createCollection('cappeds', { ...images, capped: true, size: 100_000 })
  await db.createCollection('measures', { timeseries: { timeField: 'at', metaField: 'meta' } })
}

interface ModelParts {
  readonly count: (what: string) => void
  readonly plugin: AuditedMongoose['audit']['plugin'] | undefined
}

const HOOKED = [
  'save',
  'validate',
  'init',
  'insertMany',
  'bulkWrite',
  'find',
  'findOne',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'countDocuments',
  'aggregate',
] as const

export function defineModels(mongoose: MongooseModule, parts: ModelParts): TwinModels {
  const loose = { strict: false, minimize: false } as const
  const thing = new mongoose.Schema(observed(parts), loose)
  const stamped = new mongoose.Schema(observed(parts), {
    ...loose,
    timestamps: true,
    optimisticConcurrency: true,
  })
  for (const schema of [thing, stamped]) hook(schema as Schema, parts)
  const plain = () => new mongoose.Schema({}, { ...loose, versionKey: false })
  const [collated, capped] = [plain(), plain()]
  const measure = new mongoose.Schema({ at: Date, meta: Object, value: Number }, loose)
  const named = {
    Thing: thing,
    Stamped: stamped,
    Collated: collated,
    Capped: capped,
    Measure: measure,
  }
  const models = Object.entries(named).map(([name, schema]) => {
    if (parts.plugin !== undefined) (schema as Schema).plugin(parts.plugin as never)
    return [name, mongoose.model(name, schema as never)]
  })
  return Object.fromEntries(models) as TwinModels
}

function observed({ count }: ModelParts): object {
  return {
    _id: 'Mixed',
    title: {
      type: String,
      set: (value: string) => {
        count('setter of title')
        return value
      },
      get: (value: string) => {
        count('getter of title')
        return value
      },
    },
  }
}

function hook(schema: Schema, { count }: ModelParts): void {
  for (const name of HOOKED) {
    schema.pre(name as 'save', function before() {
      count(`before ${name}`)
    })
    schema.post(name as 'save', function after() {
      count(`after ${name}`)
    })
  }
  schema.virtual('shout').get(function shout() {
    count('virtual')
    return 'HEY'
  })
  for (const kind of ['toObject', 'toJSON'] as const) {
    schema.set(kind, {
      transform: (_document: unknown, plain: unknown) => {
        count(kind)
        return plain
      },
    })
  }
}

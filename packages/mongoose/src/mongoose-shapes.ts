/**
 * What does the plugin need of the application's Mongoose?
 *
 * Shapes only, because the types of Mongoose 8 and 9 exclude each other and the objects are the
 * application's own.
 */

export interface SchemaLike {
  on(event: 'init', listener: (model: ModelLike) => void): unknown
  path(name: string): unknown
  readonly paths?: Readonly<Record<string, unknown>>
  readonly options?: { readonly versionKey?: unknown; readonly timestamps?: unknown }
  /** Of subdocuments: the schemas of their kinds, by name. */
  readonly discriminators?: Readonly<Record<string, SchemaLike>> | null
  readonly discriminatorMapping?: {
    readonly key?: string
    readonly value?: unknown
    readonly isRoot?: boolean
  }
}

/** As much of a path of a schema as is used. */
export interface SchemaTypeLike {
  readonly options?: Readonly<Record<string, unknown>>
  /** Of a list: the type of its elements; the name depends on the version. */
  readonly caster?: SchemaTypeLike | null
  readonly embeddedSchemaType?: SchemaTypeLike | null
  readonly $embeddedSchemaType?: SchemaTypeLike | null
  /** Of a map: the type of its values. */
  readonly $__schemaType?: SchemaTypeLike | null
  /** Of a Union: what it may be. */
  readonly schemaTypes?: readonly SchemaTypeLike[] | null
  /** Of a subdocument, or a list of them. */
  readonly schema?: SchemaLike | null
  /** The class of such subdocuments; the name depends on the version. */
  readonly Constructor?: unknown
  readonly casterConstructor?: unknown
  /** Of such a class: its kinds, by name. */
  readonly discriminators?: Readonly<Record<string, { readonly schema?: SchemaLike }>> | null
  discriminator?: (...given: never[]) => unknown
}

/** As much of a model as is used. */
export interface ModelLike {
  readonly modelName: string
  readonly schema: SchemaLike
  readonly collection: NativeCollectionLike
  /** Its connection. */
  readonly db?: Partial<ConnectionLike> | null
  readonly baseModelName?: string
  /** Its kinds, by name. */
  readonly discriminators?: Readonly<Record<string, ModelLike>> | null
  discriminator?: (...given: never[]) => unknown
  useConnection?: (connection: unknown) => unknown
}

/** Mongoose's own collection, one per connection and name; it holds the driver's. */
export interface NativeCollectionLike {
  readonly name: string
  collection: unknown
}

/** As much of a Mongoose connection as is used. */
export interface ConnectionLike {
  readonly models: Readonly<Record<string, ModelLike>>
}

/** As much of Mongoose as is used. */
export interface MongooseLike {
  readonly connections: readonly ConnectionLike[]
}

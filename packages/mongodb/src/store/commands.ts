/**
 * How does the store speak to the database, so that no option of the application's client changes
 * what is stored or read?
 *
 * Clients carry options for every operation: `ignoreUndefined`, `promoteValues`, `w: 0`,
 * secondary reads, … Writes go as plain commands, for which the driver inherits none of them;
 * reads say each one themselves.
 */
import type { BSONSerializeOptions, ClientSession, Db, Document } from 'mongodb'

const COMMON = {
  raw: false,
  useBigInt64: false,
  serializeFunctions: false,
  ignoreUndefined: true,
  fieldsAsRaw: {},
  enableUtf8Validation: true,
} as const satisfies BSONSerializeOptions

/** Numbers and bytes as JavaScript has them. */
export const PLAIN = {
  ...COMMON,
  promoteValues: true,
  promoteLongs: true,
  promoteBuffers: false,
  bsonRegExp: false,
} as const satisfies BSONSerializeOptions

/** Every value with its BSON type: int, long and double apart. */
export const TYPED = {
  ...COMMON,
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const satisfies BSONSerializeOptions

/** What makes a write safe before it counts: on a majority's disks. */
export const DURABLE = { w: 'majority', j: true } as const

export interface CommandOptions {
  readonly session?: ClientSession | undefined
  /** Default {@link PLAIN}. */
  readonly bson?: BSONSerializeOptions
}

/** Runs a command on the primary. */
export async function runCommand(
  db: Db,
  command: Document,
  { session, bson = PLAIN }: CommandOptions = {},
): Promise<Document> {
  return db.command(command, {
    ...bson,
    readPreference: 'primary',
    ...(session && { session }),
  })
}

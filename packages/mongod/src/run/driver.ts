/**
 * Which MongoDB driver talks to the servers? The caller's, else the installed `mongodb`.
 *
 * Only commands are sent here, so the driver is described by the little that takes; every release
 * since 6 fits.
 */
import { MongodError } from '../errors.ts'
import { tryOptionalPeer } from '../optional-peer.ts'

/** A reply or a command: a document. */
export type CommandDocument = Record<string, unknown>

/** As much of a client as is used. */
export interface DriverClient {
  connect(): Promise<unknown>
  db(name: string): { command(command: CommandDocument): Promise<CommandDocument> }
  close(): Promise<void>
}

/** As much of the driver as is used: the `mongodb` package, or `mongoose.mongo`. */
export interface MongoDriver {
  readonly MongoClient: new (
    uri: string,
    options: {
      directConnection: boolean
      serverSelectionTimeoutMS: number
      socketTimeoutMS: number
    },
  ) => DriverClient
}

/**
 * Returns the installed driver.
 *
 * @throws {@link MongodError} `AUDIT_MONGOD_DRIVER_MISSING` if `mongodb` is not installed.
 */
export async function loadDriver(): Promise<MongoDriver> {
  const exports = await tryOptionalPeer('mongodb')
  if (exports === undefined) {
    throw new MongodError(
      'AUDIT_MONGOD_DRIVER_MISSING',
      'the MongoDB driver is needed to set up the replica set: run "npm install mongodb", ' +
        'or pass the option "driver", for instance mongoose.mongo',
    )
  }
  const holder =
    'MongoClient' in (exports as object) ? exports : (exports as { default: unknown }).default
  return holder as MongoDriver
}

/** One command for one member. */
export interface MemberCommand {
  readonly driver: MongoDriver
  readonly command: CommandDocument
  /** Milliseconds to wait for a connection, and then for the answer. */
  readonly timeoutMs: number
}

/**
 * Runs a command on the `admin` database of one member, over a connection of its own.
 *
 * @param port - The member's port on 127.0.0.1.
 */
export async function runCommandOn(
  port: number,
  { driver, command, timeoutMs }: MemberCommand,
): Promise<CommandDocument> {
  // The driver cannot choose among members that were not told of each other yet: connect directly.
  const client = new driver.MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
  })
  try {
    await client.connect()
    return await client.db('admin').command(command)
  } finally {
    await client.close()
  }
}

/**
 * What must a folder on this machine's disk be able to do, and what is found in it after a crash?
 *
 * The core decides what is written and what it means; whoever composes the audit brings the files.
 */
import type {
  Actor,
  ClusterTimestamp,
  GroupMembership,
  StoredValue,
  WriteDurability,
} from '../event/event.ts'

/** A file that only grows. */
export interface SpoolFile {
  /**
   * Appends all of it by `write(2)`: it survives the end of the process from then on.
   * @throws The file system's own error, `code` included (`ENOSPC`, `EIO`).
   */
  append(bytes: Uint8Array): void
  /** Resolves when everything appended so far survives a loss of power. */
  sync(): Promise<void>
  close(): void
}

/** The file system, as far as a spool needs it. Paths are the caller's own, joined by `join`. */
export interface SpoolFiles {
  join(...parts: readonly string[]): string
  /** Makes the folder and those above it, for the owner of the process alone. */
  makeFolder(path: string): void
  /**
   * Makes sure that nobody but the owner of the process, and the administrator, can change what is
   * in a folder: one of the owner's own that others may write to is closed to them.
   * @returns Whether it had to be closed.
   * @throws An error whose `code` says, in words for the log, whose it is or who can write to it.
   */
  secureFolder(path: string): boolean
  /** Whether it is a folder, no link, of the owner of the process that nobody else can write to. */
  isPrivate(path: string): boolean
  /** Names in the folder, in any order; none where it does not exist. */
  list(path: string): readonly string[]
  /** Opens for appending, never a link; makes the file, for the owner of the process alone. */
  open(path: string): SpoolFile
  /** @throws If there is no such file. */
  read(path: string): Uint8Array
  /** Some bytes of a file, fewer where it ends before. */
  readPart(path: string, part: { readonly offset: number; readonly length: number }): Uint8Array
  /** Writes a small file whole; never through a link. */
  write(path: string, bytes: Uint8Array): void
  /** The same where there is nothing of that name yet; what is there is left alone. */
  writeNew(path: string, bytes: Uint8Array): void
  truncate(path: string, length: number): void
  /** Moves a file or folder; of several that try at once, one succeeds. */
  rename(from: string, to: string): void
  /** Removes a file, or a folder with what is in it; nothing happens where there is none. */
  remove(path: string): void
  /** Tells others that the owner of this file is alive. */
  touch(path: string): void
  /** Milliseconds since the file was written or touched; undefined where there is none. */
  idleMs(path: string): number | undefined
}

/** Which process is this, and does another one still run? */
export interface ProcessWatch {
  /** This process, in words that another one on this machine can check. */
  readonly self: string
  /**
   * @param process - What `self` was in that process.
   * @param idleMs - Since when it has given no sign, for where it cannot be asked after.
   */
  isAlive(process: string, idleMs: number): boolean
}

/** Builds values of the application's own driver again from what a line in a file says of them. */
export interface ValueMaker {
  objectId(hex: string): unknown
  double(value: number): unknown
  /** Absent where a bigint will do, and where the driver's class is not at hand. */
  long?(value: bigint): unknown
  /** The 16 bytes of the decimal, as BSON has them. */
  decimal(bytes: Uint8Array): unknown
  binary(bytes: Uint8Array, subType: number): unknown
  timestamp(value: { readonly t: number; readonly i: number }): unknown
  regex(pattern: string, options: string): unknown
  code(code: string, scope: object | undefined): unknown
  symbol(value: string): unknown
  minKey(): unknown
  maxKey(): unknown
}

/** A write that was announced and never closed: what a later process finds of it. */
export interface OpenIntent {
  /** ULID; the ids of its events are derived from it. */
  readonly id: string
  /** When it was announced. */
  readonly at: Date
  readonly tenant: string
  /** The root model's type and place, as they were then. */
  readonly type: string
  readonly place: string
  /** `<database>.<collection>`. */
  readonly namespace: string
  /** The driver's method, e.g. `updateOne`. */
  readonly method: string
  readonly lsid: StoredValue
  readonly txnNumber: bigint
  readonly ids?: readonly StoredValue[]
  /** As in `WriteIntent`. */
  readonly exclusive?: boolean
  /** As in `WriteIntent`. */
  readonly after?: ClusterTimestamp
  readonly durability: WriteDurability
  /** Nobody's name. */
  readonly actor: Pick<Actor, 'type' | 'id' | 'model' | 'via'>
  readonly request?: { readonly id?: string; readonly traceId?: string }
  /** The group that it ran in, and the event type of that group's cause. */
  readonly group?: Pick<GroupMembership, 'id'> & { readonly cause: string }
}

/**
 * What became of a write that was announced:
 * - `recorded`: it happened, and its events were handed over;
 * - `never-happened`: the server knows nothing of it, or it changed nothing;
 * - `unknown`: nothing can say any more; the gap becomes an event;
 * - `later`: cannot be asked now; it is asked again.
 */
export type IntentFate = 'recorded' | 'never-happened' | 'unknown' | 'later'

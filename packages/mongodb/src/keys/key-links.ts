/** Through which connections are keys and the list of erased ones reached, and for how long? */
import type { Db } from 'mongodb'
import type { BsonClasses } from '../store/bson-classes.ts'
import { DEFAULT_PREFIX } from '../store/collection-names.ts'
import { withinTime } from '../store/deadline.ts'
import { readFailed, storeTooSlow } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import type { StoreLink } from '../store/store-link.ts'
import { keyCollections } from './key-collections.ts'
import type { KeyCollections } from './key-collections.ts'

/** Where keys are, and where it stands which of them were destroyed. */
export interface KeyStoreOptions {
  /** Of the keys; best one that the backups of the events do not hold. */
  readonly keys: () => Db | undefined
  /** Of the events. */
  readonly database: () => Db | undefined
  readonly bson?: BsonClasses | undefined
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** Longest wait for the database in one call, in milliseconds. Default 4,000. */
  readonly waitMs?: number
}

/** Both databases, each asked for a bounded time. */
export interface KeyLinks {
  readonly names: KeyCollections
  readonly waitMs: number
  readonly ofKeys: <T>(ask: (link: StoreLink) => Promise<T>) => Promise<T>
  readonly ofEvents: <T>(ask: (link: StoreLink) => Promise<T>) => Promise<T>
}

const DEFAULT_WAIT_MS = 4_000

export function createKeyLinks(options: KeyStoreOptions): KeyLinks {
  const { bson, prefix = DEFAULT_PREFIX, waitMs = DEFAULT_WAIT_MS } = options
  const keys = createStoreLinks({ database: options.keys, bson, waitMs })
  const events = createStoreLinks({ database: options.database, bson, waitMs })
  const asked = <T>(work: Promise<T>): Promise<T> =>
    withinTime(work, { waitMs, late: storeTooSlow }).catch((error: unknown) => {
      throw readFailed(error)
    })
  return {
    names: keyCollections(prefix),
    waitMs,
    ofKeys: (ask) => asked(keys.open().then(ask)),
    ofEvents: (ask) => asked(events.open().then(ask)),
  }
}

/** How is the sequence of a store's events reached? */
import type { EventSequence } from '@rastro/core'
import type { Db } from 'mongodb'
import type { BsonClasses } from '../store/bson-classes.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { withinTime } from '../store/deadline.ts'
import { createDictionary } from '../store/dictionary.ts'
import { createEventReader } from '../store/event-reader.ts'
import { readFailed, storeTooSlow } from '../store/store-errors.ts'
import { createStoreLinks } from '../store/store-link.ts'
import { createSequenceReader } from './sequence-reader.ts'

/** Where the sequence finds its store, as `createMongoStore` does. */
export interface MongoSequenceOptions {
  readonly database: (connectedClient?: unknown) => Db | undefined
  readonly bson?: BsonClasses
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  /** Longest wait for the database in one call, in milliseconds. Default 10,000. */
  readonly waitMs?: number
}

const DEFAULT_WAIT_MS = 10_000
/** The server ends a query by itself; ours is for servers that do not answer at all. */
const REPLY_GRACE_MS = 2_000

/** Makes the reader of the numbers that a sequencer gives. It writes nothing. */
export function createMongoSequence(options: MongoSequenceOptions): EventSequence {
  const { database, bson, prefix = DEFAULT_PREFIX, waitMs = DEFAULT_WAIT_MS } = options
  const names = collectionNames(prefix)
  const links = createStoreLinks({ database, bson, waitMs })
  const dictionary = createDictionary({ names, waitMs })
  return createSequenceReader({
    names,
    events: createEventReader({ names, dictionary, maxTimeMs: waitMs }),
    maxTimeMs: waitMs,
    read(ask) {
      const deadline = { waitMs: waitMs + REPLY_GRACE_MS, late: storeTooSlow }
      return withinTime(links.open().then(ask), deadline).catch((error: unknown) => {
        throw readFailed(error)
      })
    },
  })
}

/**
 * When do collections and indexes come into being?
 *
 * Before the first event of a process, outside any transaction, and better before one begins: a
 * transaction can neither write to a collection that is younger than itself, nor create one with
 * its indexes. Several processes may do it at once. Indexes of an empty collection are built at
 * once and waited for; those that a filled collection lacks are built behind the appends, which
 * would else wait for minutes.
 */
import type { Logger } from '@rastro/core'
import type { Db, Document } from 'mongodb'
import type { CollectionNames } from './collection-names.ts'
import { runCommand } from './commands.ts'
import { withinTime } from './deadline.ts'
import { indexDefinition } from './indexes.ts'
import type { AuditIndex } from './indexes.ts'
import { missingIndexes } from './missing-indexes.ts'
import { codeOf } from './store-errors.ts'

const NAMESPACE_EXISTS = 48
const UNAUTHORIZED = 13
/** Events take about half of what they take with the default's compression. */
const COMPRESSED = { wiredTiger: { configString: 'block_compressor=zstd' } }
const MAJORITY = { w: 'majority' } as const
/** After a failure, the next try waits this long: each one costs the append that makes it. */
const RETRY_AFTER_MS = 60_000
/** Indexes of an empty collection take a fraction of this. */
const PATIENCE_MS = 3_000

/** What a process knows of the prepared collections. */
export interface Prepared {
  /** An operator put a validator on the events: inserts have to pass it by. */
  readonly hasValidator: boolean
}

export interface Preparation {
  /** Resolves when events can be inserted, also in a transaction. Asks the server once. */
  collections(db: Db): Promise<Prepared>
  /** Resolves when all indexes are there too. */
  everything(db: Db): Promise<void>
  /** They may be gone: looks again before the next event. */
  forget(): void
}

export interface PreparationOptions {
  readonly names: CollectionNames
  readonly prefix: string
  readonly logger: Logger
}

export function createPreparation({ names, prefix, logger }: PreparationOptions): Preparation {
  let prepared: Promise<Prepared> | undefined
  let building: Promise<void> = Promise.resolve()
  let retryAtMs = Infinity
  let hasWarned = false

  // The operator has to know, once; the application's writes must go on.
  function warn(what: string, error: unknown): void {
    retryAtMs = performance.now() + RETRY_AFTER_MS
    if (hasWarned) return
    hasWarned = true
    const code = codeOf(error)
    const reason = typeof code === 'number' ? `code ${code}` : 'no code'
    logger.warn(`The audit store could not create its ${what} (${reason}); events are still stored`)
  }

  async function createCollections(db: Db): Promise<Prepared> {
    const existing = await existingCollections(db, Object.values(names)).catch((error: unknown) => {
      if (codeOf(error) !== UNAUTHORIZED) throw error
      warn('collections', error)
      return new Map<string, Document>()
    })
    const missing = Object.values(names).filter((name) => !existing.has(name))
    // At once: each waits for a majority, and the application waits for all of them.
    await Promise.all(
      missing.map(async (name) =>
        createCollection(db, name, name === names.events).catch((error: unknown) =>
          warn('collections', error),
        ),
      ),
    )
    await buildIndexes(db).catch((error: unknown) => warn('indexes', error))
    return { hasValidator: hasValidator(existing.get(names.events)) }
  }

  async function buildIndexes(db: Db): Promise<void> {
    const missing = await missingIndexes(db, prefix)
    const incomplete = [...new Set(missing.map((index) => index.collection))]
    await Promise.all(incomplete.map(async (collection) => buildOf(db, collection, missing)))
  }

  async function buildOf(
    db: Db,
    collection: keyof CollectionNames,
    missing: readonly AuditIndex[],
  ): Promise<void> {
    const indexes = missing.filter((index) => index.collection === collection)
    const work = createIndexes(db, names[collection], indexes).catch((error: unknown) =>
      warn('indexes', error),
    )
    building = Promise.all([building, work]).then(() => undefined)
    if (await isEmpty(db, names[collection])) {
      // Somebody's transaction may hold the collection, and appends must not wait for its end.
      await withinTime(work, { waitMs: PATIENCE_MS, late: () => new Error() }).catch(
        () => undefined,
      )
    } else {
      logger.info(`Building ${indexes.length} indexes on ${names[collection]}`)
    }
  }

  async function collections(db: Db): Promise<Prepared> {
    if (performance.now() > retryAtMs) prepared = undefined
    if (prepared === undefined) {
      retryAtMs = Infinity
      prepared = createCollections(db)
      // The connection failed: the next append asks again.
      prepared.catch(() => (prepared = undefined))
    }
    return prepared
  }

  return {
    collections,
    async everything(db) {
      // Asked for by name, it looks again: an index may have been dropped since.
      if (prepared !== undefined)
        await buildIndexes(db).catch((error: unknown) => warn('indexes', error))
      await collections(db)
      await building
    },
    forget() {
      prepared = undefined
    },
  }
}

async function existingCollections(
  db: Db,
  names: readonly string[],
): Promise<ReadonlyMap<string, Document>> {
  const reply = await runCommand(db, {
    listCollections: 1,
    filter: { name: { $in: names } },
    cursor: { batchSize: 1_000 },
  })
  const { firstBatch } = reply['cursor'] as { firstBatch: Document[] }
  return new Map(firstBatch.map((one) => [one['name'] as string, one]))
}

async function createCollection(db: Db, name: string, isLarge: boolean): Promise<void> {
  const command = { create: name, writeConcern: MAJORITY }
  try {
    await runCommand(db, isLarge ? { ...command, storageEngine: COMPRESSED } : command)
  } catch (error) {
    if (codeOf(error) === NAMESPACE_EXISTS) return
    if (!isLarge) throw error
    // Some hosted servers do not let their storage be chosen.
    await createCollection(db, name, false)
  }
}

async function createIndexes(
  db: Db,
  collection: string,
  indexes: readonly AuditIndex[],
): Promise<void> {
  await runCommand(db, {
    createIndexes: collection,
    indexes: indexes.map((index) => ({
      ...indexDefinition(index),
      collation: { locale: 'simple' },
    })),
    writeConcern: MAJORITY,
  })
}

async function isEmpty(db: Db, collection: string): Promise<boolean> {
  const reply = await runCommand(db, { find: collection, limit: 1, projection: { _id: 1 } })
  return (reply['cursor'] as { firstBatch: Document[] }).firstBatch.length === 0
}

function hasValidator(collection: Document | undefined): boolean {
  const validator = (collection?.['options'] as { validator?: object } | undefined)?.validator
  return validator !== undefined && Object.keys(validator).length > 0
}

/**
 * `drop`, `rename` and `dropDatabase` change collections without touching their records: one event
 * for each audited collection says so.
 *
 * The database's own methods are shadowed on the one `Db` object that the collection came from,
 * which is also the one that Mongoose's connection has; another object for the same database is
 * not seen.
 */
import type { CapturedIntent } from '@rastro/core'
import { noteDroppedDatabase } from '../store/dropped-databases.ts'
import { rememberSite, sitesIn, sitesOf } from './audited-namespaces.ts'
import { harmless } from './call.ts'
import type { DriverDb } from './driver.ts'
import { optionsOf } from './site.ts'
import type { CaptureSite } from './site.ts'
import { shadow } from './shadow.ts'

type Define = (name: string, method: (...given: unknown[]) => unknown) => void

/** Options of calls whose event another method of ours makes: some drivers drop by the database. */
const toldElsewhere = new WeakSet<object>()

/**
 * @param define - Puts a method on the wrapper.
 * @param wrap - Captures what `rename` returns: the same records under another name.
 */
export function captureStructural(
  site: CaptureSite,
  define: Define,
  wrap: (site: CaptureSite) => unknown,
): void {
  const { original } = site
  rememberSite(site)
  captureDatabase(original.db)
  define('drop', async (options) => {
    const own = { ...optionsOf(options) }
    toldElsewhere.add(own)
    const existed = await existing([site])
    const result = await original.drop(own)
    if (result !== false) await tellAll(existed, 'drop', 'delete')
    return result
  })
  define('rename', async (...given) => {
    const renamed = (await original.rename(...given)) as CaptureSite['original']
    await tellAll([site], 'rename', 'update')
    return wrap({ ...site, original: renamed })
  })
}

type Database = Pick<DriverDb, 'databaseName'> & {
  readonly client: CaptureSite['original']['client']
  dropCollection(name: string, ...rest: unknown[]): Promise<unknown>
  renameCollection(from: string, to: string, ...rest: unknown[]): Promise<unknown>
  dropDatabase(...given: unknown[]): Promise<unknown>
}

const captured = new WeakSet<object>()

function captureDatabase(given: unknown): void {
  if (!isDatabase(given) || captured.has(given)) return
  const db = given
  captured.add(db)
  const own = {
    dropCollection: db.dropCollection.bind(db),
    renameCollection: db.renameCollection.bind(db),
    dropDatabase: db.dropDatabase.bind(db),
  }
  const named = (name: unknown): CaptureSite[] =>
    sitesOf(db.client, `${db.databaseName}.${String(name)}`)
  shadow(db, 'dropCollection', async (name, ...rest) => {
    const isOurs = toldElsewhere.has(optionsOf(rest[0]))
    const existed = isOurs ? [] : await existing(named(name))
    const result = await own.dropCollection(name as string, ...rest)
    if (result !== false) await tellAll(existed, 'drop', 'delete')
    return result
  })
  shadow(db, 'renameCollection', async (from, to, ...rest) => {
    const result = await own.renameCollection(from as string, to as string, ...rest)
    await tellAll(named(from), 'rename', 'update')
    return result
  })
  shadow(db, 'dropDatabase', async (...rest) => {
    const existed = await existing(sitesIn(db.client, db.databaseName))
    // Also where it failed: a part may be gone.
    const result = await own.dropDatabase(...rest).finally(noteDroppedDatabase)
    await tellAll(existed, 'dropDatabase', 'delete')
    return result
  })
}

function isDatabase(value: unknown): value is Database {
  const db = value as Partial<Database> | undefined
  return (
    typeof db?.dropCollection === 'function' &&
    typeof db.renameCollection === 'function' &&
    typeof db.dropDatabase === 'function' &&
    db.client !== undefined
  )
}

/** Those of which there is something to drop; all, where that cannot be asked. */
async function existing(sites: readonly CaptureSite[]): Promise<readonly CaptureSite[]> {
  const [first] = sites
  if (first === undefined) return sites
  const { client, dbName } = first.original
  const names = sites.map(({ original }) => original.collectionName)
  const command = { listCollections: 1, nameOnly: true, filter: { name: { $in: names } } }
  try {
    const cursor = client.db(dbName).runCursorCommand(command, { readPreference: 'primary' })
    const found = new Set((await cursor.toArray()).map(({ name }) => name))
    return sites.filter(({ original }) => found.has(original.collectionName))
  } catch {
    return sites
  }
}

async function tellAll(
  sites: readonly CaptureSite[],
  method: string,
  operation: CapturedIntent['operation'],
): Promise<void> {
  for (const site of sites) {
    await tellWhole(site, { method, intent: { operation, because: 'whole-collection' } })
  }
}

/** Says that something was done to a collection as a whole. */
export async function tellWhole(
  site: CaptureSite,
  what: { readonly method: string; readonly intent: CapturedIntent },
): Promise<void> {
  await harmless(site, async () => {
    if (!(await site.sink.wants(site.audited))) return
    await site.sink.accept({
      collection: site.audited,
      method: what.method,
      changes: [],
      intent: what.intent,
      durability: 'majority',
      connectedClient: site.original.client,
    })
  })
}

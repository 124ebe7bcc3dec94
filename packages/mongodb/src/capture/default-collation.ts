/** Which collation do the statements of a collection have that name none themselves? */
import type { CaptureSite } from './site.ts'

/** Returns the collation that holds where a statement names none; undefined for the simple one. */
export async function defaultCollation(site: CaptureSite): Promise<unknown> {
  const { client, dbName, collectionName } = site.original
  const command = { listCollections: 1, filter: { name: collectionName } }
  try {
    const cursor = client.db(dbName).runCursorCommand(command, { readPreference: 'primary' })
    const [found] = await cursor.toArray()
    return (found?.['options'] as { collation?: unknown } | undefined)?.collation
  } catch {
    return undefined
  }
}

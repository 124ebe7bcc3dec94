/**
 * Into how many buckets is a log divided?
 *
 * As many as its first sequencer was told, for ever: a tenant's numbers belong to its bucket, and
 * with another number of buckets it would be in another one.
 */
import type { Db } from 'mongodb'
import { DURABLE, runCommand } from '../store/commands.ts'

/** Among the leases, which are what the buckets are given out by. */
const LAYOUT_ID = 'sequencer'

/** Returns the number of buckets; undefined where no sequencer has run. */
export async function tryReadLayout(db: Db, collection: string): Promise<number | undefined> {
  const reply = await runCommand(db, {
    find: collection,
    filter: { _id: LAYOUT_ID },
    limit: 1,
    readConcern: { level: 'majority' },
  })
  const { firstBatch } = reply['cursor'] as { firstBatch: { buckets: number }[] }
  return firstBatch[0]?.buckets
}

/** Returns the number of buckets, which is the wanted one where nobody has decided it before. */
export async function decideLayout(db: Db, collection: string, wanted: number): Promise<number> {
  const known = await tryReadLayout(db, collection)
  if (known !== undefined) return known
  // Several may do it at once: one of them is first.
  await runCommand(db, {
    insert: collection,
    documents: [{ _id: LAYOUT_ID, buckets: wanted }],
    writeConcern: DURABLE,
  })
  return (await tryReadLayout(db, collection)) ?? wanted
}

/**
 * How is the projection of last values made anew from the log?
 *
 * Batch by batch, beside a sequencer that goes on: everything is only ever raised. While it runs,
 * what it has not come to is masked.
 */
import type { StoredEvent } from '@rastro/core'
import type { Db } from 'mongodb'
import type { BatchDocument } from '../sequencer/batch.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { DURABLE, PLAIN, runCommand, TYPED } from '../store/commands.ts'
import { addEvent } from './last-value-update.ts'
import type { LastValueUpdate, PersonalEvent } from './last-value-update.ts'
import { writeUpdates } from './project.ts'

/** Which log, and whose part of it. */
export interface RebuildOptions {
  readonly database: Db
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
  readonly tenant: string
}

/** What was done. */
export interface Rebuilt {
  /** Events that say something about last values. */
  readonly events: number
}

/** Makes a tenant's last values anew. May be run at any time, and again. */
export async function rebuildLastValues(options: RebuildOptions): Promise<Rebuilt> {
  const { database: db, prefix = DEFAULT_PREFIX, tenant } = options
  const names = collectionNames(prefix)
  await runCommand(db, {
    delete: names.last,
    deletes: [{ q: { tenant }, limit: 0 }],
    writeConcern: DURABLE,
  })
  const batches = db
    .collection<Pick<BatchDocument, 'first' | 'events'> & { _id: string }>(names.batches, PLAIN)
    .find(
      { tenants: tenant },
      {
        ...PLAIN,
        sort: { _id: 1 },
        projection: { first: 1, 'events.id': 1, 'events.tenant': 1 },
        readConcern: { level: 'majority' },
        readPreference: 'primary',
        collation: { locale: 'simple' },
      },
    )
  let count = 0
  for await (const { first, events } of batches) {
    const numbers = new Map(
      events.flatMap(({ id, tenant: whose }, at) =>
        whose === tenant ? [[id, first + at] as const] : [],
      ),
    )
    const updates = new Map<string, LastValueUpdate>()
    for (const { id, event, tokens } of await personalEvents(db, names.events, [
      ...numbers.keys(),
    ])) {
      count += 1
      addEvent(updates, event, { id, sequence: numbers.get(id) ?? 0, tokens })
    }
    await writeUpdates(db, { last: names.last, updates })
  }
  return { events: count }
}

/** Those of the events that say something of personal data, in the order of the ids given. */
async function personalEvents(
  db: Db,
  collection: string,
  ids: readonly string[],
): Promise<readonly { id: string; event: PersonalEvent; tokens: readonly string[] }[]> {
  const found = await db
    .collection<Pick<StoredEvent, '_id' | 'tk'> & { e: PersonalEvent }>(collection, TYPED)
    .find(
      { _id: { $in: [...ids] }, 'e.personal': { $exists: true } },
      {
        ...TYPED,
        projection: { 'e.changes': 0, 'e.request': 0, 'e.origin': 0 },
        readPreference: 'primary',
      },
    )
    .toArray()
  const byId = new Map(found.map((one) => [one._id, one]))
  return ids.flatMap((id) => {
    const one = byId.get(id)
    return one === undefined ? [] : [{ id, event: one.e, tokens: (one.tk ?? []).map(({ t }) => t) }]
  })
}

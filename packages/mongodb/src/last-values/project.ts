/**
 * How does the projection of last values come about?
 *
 * In the transaction that gives events their numbers, so that no number exists without it. Events
 * that say nothing of personal data are passed over by their bytes alone.
 */
import type { ClientSession, Db } from 'mongodb'
import type { Projection, SequencedBatch } from '../sequencer/batch.ts'
import { collectionNames, DEFAULT_PREFIX } from '../store/collection-names.ts'
import { runCommand, TYPED } from '../store/commands.ts'
import { createQuickReader } from '../store/quick-document.ts'
import { addEvent, updateStatement } from './last-value-update.ts'
import type { LastValueUpdate, PersonalEvent } from './last-value-update.ts'

/** Where the projection is kept. */
export interface LastValueOptions {
  readonly database: () => Db | undefined
  /** What the collections' names begin with. Default `audit_`. */
  readonly prefix?: string
}

/** The name of the field that every event with personal data has, as it stands in its bytes. */
const MARK = Buffer.from('\x04personal\0', 'latin1')
const UPDATES_AT_ONCE = 500

/** Makes the projection, for a sequencer. */
export function createLastValueProjection(options: LastValueOptions): Projection {
  const { events: collection, last } = collectionNames(options.prefix ?? DEFAULT_PREFIX)
  return async (batch, session) => {
    const db = options.database()
    if (db === undefined) throw new Error('the audit store is not connected')
    const updates = await updatesOf(batch, { db, collection, session })
    await writeUpdates(db, { last, updates, session })
  }
}

/** What a batch says about last values, by the key of each record. */
export async function updatesOf(
  { first, events }: SequencedBatch,
  where: { readonly db: Db; readonly collection: string; readonly session?: ClientSession },
): Promise<ReadonlyMap<string, LastValueUpdate>> {
  const quick = createQuickReader()
  const marked = events
    .map(({ id, e, tokens }, at) => ({ id, e, tokens, sequence: first + at }))
    .filter(({ e }) => bytesOf(e).includes(MARK))
  const read = new Map(marked.map(({ id, e }) => [id, quick(e)] as const))
  const unread = [...read].flatMap(([id, event]) => (event === undefined ? [id] : []))
  for (const [id, event] of await readWhole(unread, where)) read.set(id, event)
  const updates = new Map<string, LastValueUpdate>()
  for (const { id, sequence, tokens } of marked) {
    const event = read.get(id)
    if (event !== undefined) {
      addEvent(updates, event as unknown as PersonalEvent, { id, sequence, tokens })
    }
  }
  return updates
}

export async function writeUpdates(
  db: Db,
  {
    last,
    updates,
    session,
  }: {
    readonly last: string
    readonly updates: ReadonlyMap<string, LastValueUpdate>
    readonly session?: ClientSession
  },
): Promise<void> {
  const statements = [...updates].map(([key, update]) => updateStatement(key, update))
  for (let from = 0; from < statements.length; from += UPDATES_AT_ONCE) {
    const some = statements.slice(from, from + UPDATES_AT_ONCE)
    const command = { update: last, updates: some, ordered: false }
    const reply = await runCommand(db, command, session === undefined ? {} : { session })
    const [refused] = (reply['writeErrors'] ?? []) as { code: number }[]
    if (refused) throw new Error(`last values were refused: code ${refused.code}`)
  }
}

/** Events with types that the quick reading does not know. */
async function readWhole(
  ids: readonly string[],
  { db, collection, session }: Parameters<typeof updatesOf>[1],
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  if (ids.length === 0) return new Map()
  const found = await db
    .collection<{ _id: string; e: Record<string, unknown> }>(collection, TYPED)
    .find(
      { _id: { $in: [...ids] } },
      { ...TYPED, projection: FACTS, ...(session === undefined ? {} : { session }) },
    )
    .toArray()
  return new Map(found.map(({ _id, e }) => [_id, e]))
}

const FACTS = Object.fromEntries(
  [
    'tenant',
    'operation',
    'outcome',
    'fidelity',
    'target',
    'personal',
    'sensitive',
    'personalName',
    'sealed',
    'details.reverts',
    'details.type',
    'details.ids',
    'details.count',
  ].map((field) => [`e.${field}`, 1]),
)

function bytesOf(e: Uint8Array): Buffer {
  return Buffer.from(e.buffer, e.byteOffset, e.byteLength)
}

/**
 * What did really happen to the records, by the database's own account?
 *
 * A change stream with both images of every change, cut into pieces by marks: what stands between
 * two marks happened between the calls that set them.
 */
import type { StoredRecord } from '@rastro/core'
import type { ChangeStreamDocument, Db, Timestamp } from 'mongodb'

const MARKS = 'marks'

/** One change of one record as the database tells it. */
export interface TrueChange {
  readonly collection: string
  readonly id: unknown
  readonly kind: 'insert' | 'update' | 'replace' | 'delete'
  readonly at: Timestamp
  /** Made in a transaction, the suite's own included. */
  readonly isTransactional: boolean
  readonly before: StoredRecord | undefined
  readonly after: StoredRecord | undefined
}

export interface ChangeLog {
  /** Forgets what has happened so far, without waiting until it is heard of. */
  begin(): Promise<void>
  /** Every change since `begin`, or since the last call, up to now. */
  take(): Promise<TrueChange[]>
  close(): Promise<void>
}

/** @param collections - Those with `changeStreamPreAndPostImages`. */
export async function openChangeLog(db: Db, collections: readonly string[]): Promise<ChangeLog> {
  const stream = db.watch([{ $match: { 'ns.coll': { $in: [...collections, MARKS] } } }], {
    fullDocument: 'whenAvailable',
    fullDocumentBeforeChange: 'whenAvailable',
    promoteValues: false,
    maxAwaitTimeMS: 1_000,
  })
  let mark = 0
  const seen: TrueChange[] = []
  // The stream opens with its first read.
  await stream.tryNext()
  let from = 0
  async function setMark(w: 1 | 'majority'): Promise<number> {
    mark += 1
    await db.collection<{ _id: number }>(MARKS).insertOne({ _id: mark }, { writeConcern: { w } })
    return mark
  }
  return {
    async begin() {
      from = await setMark(1)
    },
    async take() {
      const upTo = await setMark('majority')
      for (;;) {
        const known = changeOf(await stream.next())
        if (known === undefined) continue
        if (known.collection !== MARKS) seen.push(known)
        else if (Number(known.id) === upTo) return seen.splice(0)
        else if (Number(known.id) === from) seen.splice(0)
      }
    },
    close: () => stream.close(),
  }
}

function changeOf(change: ChangeStreamDocument): TrueChange | undefined {
  if (!('documentKey' in change) || change.clusterTime === undefined) return undefined
  const before = 'fullDocumentBeforeChange' in change ? change.fullDocumentBeforeChange : undefined
  const after = 'fullDocument' in change ? change.fullDocument : undefined
  return {
    collection: change.ns.coll,
    id: change.documentKey._id,
    kind: change.operationType,
    at: change.clusterTime,
    isTransactional: change.txnNumber !== undefined,
    before: before ?? undefined,
    after: after ?? undefined,
  }
}

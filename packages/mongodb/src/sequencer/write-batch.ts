/**
 * How do events get their numbers?
 *
 * In one transaction: the batch, the standing of the bucket, and what follows from it. All of it
 * under the lease, so that of two processes only one can do it.
 */
import type { ClientSession, Document } from 'mongodb'
import type { Lease } from '../leases/lease.ts'
import { runCommand } from '../store/commands.ts'
import type { StoreLink } from '../store/store-link.ts'
import { batchId } from './bucket.ts'
import type { BatchDocument, Projection, StreamToken, Unnumbered } from './batch.ts'
import { noteOf } from './standing.ts'
import type { Standing } from './standing.ts'

export interface BatchWrite {
  readonly link: StoreLink
  readonly lease: Lease
  readonly batches: string
  readonly bucket: number
  readonly projections: readonly Projection[]
}

/**
 * Numbers the events.
 *
 * @param events - At least one.
 * @param after - The standing once they have their numbers, but for `next`.
 */
export async function writeBatch(
  write: BatchWrite,
  { events, after }: { events: readonly Unnumbered[]; after: Standing },
): Promise<Standing> {
  const { link, lease, batches, bucket, projections } = write
  const first = after.next
  const standing: Standing = { ...after, next: first + events.length }
  const token = after.from !== undefined && 'token' in after.from ? after.from.token : undefined
  const batch = batchDocument(events, { write, first, token, at: standing.at })
  await lease.transaction(async (session: ClientSession) => {
    const reply = await runCommand(link.db, { insert: batches, documents: [batch] }, { session })
    const [refused] = (reply['writeErrors'] ?? []) as { code: number }[]
    if (refused) throw new Error(`a batch was refused: code ${refused.code}`)
    for (const project of projections) {
      const whole = events.map(({ id, tenant, e = new Uint8Array(), tokens }) => ({
        id,
        tenant,
        e,
        tokens,
      }))
      await project({ bucket, first, events: whole }, session)
    }
  }, noteOf(standing))
  return standing
}

interface Numbering {
  readonly write: BatchWrite
  readonly first: number
  readonly token: StreamToken | undefined
  readonly at: Date
}

function batchDocument(
  events: readonly Unnumbered[],
  { write, first, token, at }: Numbering,
): Document {
  const { bucket, lease } = write
  const batch: Omit<BatchDocument, 'events'> = {
    _id: batchId(bucket, first),
    bucket,
    first,
    count: events.length,
    tenants: [...new Set(events.map(({ tenant }) => tenant))],
    ...(token !== undefined && { resumeToken: token }),
    lease: lease.token,
    at,
  }
  const entries = events.map(({ id, tenant, leafHash, ct }) => ({
    id,
    tenant,
    leafHash: Buffer.from(leafHash),
    ...(ct !== undefined && { ct }),
  }))
  return { ...batch, events: entries }
}

/** Hands many changes to the recorder: at once where they fit, in parts of one group where not. */
import type { CapturedChange, CapturedIntent } from '@rastro/core'
import { harmless, report } from './call.ts'
import type { WriteCall } from './call.ts'
import { durabilityOf } from './write-concern.ts'

/** What came of reading a call's images. */
export interface Found {
  readonly count: number
  /** An image read failed: there may be more than were found. */
  readonly isCutShort: boolean
}

/** What to say of changes whose images were not found; undefined where none is missing. */
export type WhatIsMissing = (found: Found) => CapturedIntent | undefined

export async function reportInParts(
  call: WriteCall,
  batches: AsyncIterable<CapturedChange[]>,
  missing: WhatIsMissing,
): Promise<void> {
  const found = { count: 0, isCutShort: false }
  const iterator = batches[Symbol.asyncIterator]()
  const next = (): Promise<Batch> => nextBatch(iterator, found)
  const first = await next()
  const second = first.done ? first : await next()
  if (second.done) {
    const changes = first.changes
    found.count = changes.length
    await report(call, { changes, ...intentOf(missing(found)) })
    return
  }
  const parts = call.site.sink.begin(call.method)
  let batch = first
  let following = second
  while (!batch.done) {
    found.count += batch.changes.length
    const isLast = following.done
    const part = {
      collection: call.site.audited,
      method: call.method,
      changes: batch.changes,
      durability: durabilityOf(call.site, call.options),
      connectedClient: call.site.original.client,
      ...(isLast ? intentOf(missing(found)) : {}),
    }
    await harmless(call.site, () => parts.part(part))
    batch = following
    following = batch.done ? batch : await next()
  }
  await harmless(call.site, () => parts.end('success'))
}

interface Batch {
  readonly done: boolean
  readonly changes: CapturedChange[]
}

// An image read that fails ends the stream: what was found until then is reported, the rest is
// said to be missing.
async function nextBatch(
  iterator: AsyncIterator<CapturedChange[]>,
  found: { isCutShort: boolean },
): Promise<Batch> {
  try {
    const step = await iterator.next()
    return step.done === true ? { done: true, changes: [] } : { done: false, changes: step.value }
  } catch {
    found.isCutShort = true
    return { done: true, changes: [] }
  }
}

function intentOf(intent: CapturedIntent | undefined): { intent?: CapturedIntent } {
  return intent === undefined ? {} : { intent }
}

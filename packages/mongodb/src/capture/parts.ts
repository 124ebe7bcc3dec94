/** Hands many changes to the recorder: at once where they fit, in parts of one group where not. */
import type { CapturedChange, CapturedIntent } from '@rastro/core'
import { harmless, report } from './call.ts'
import type { WriteCall } from './call.ts'
import { durabilityOf } from './write-concern.ts'

export interface Expectation {
  /** Changes that the reply spoke of. */
  readonly expected: number
  /** What to say of those whose images were not found. */
  missing(count: number): CapturedIntent
}

export async function reportInParts(
  call: WriteCall,
  batches: AsyncIterable<CapturedChange[]>,
  expectation: Expectation,
): Promise<void> {
  const found = { count: 0 }
  const iterator = batches[Symbol.asyncIterator]()
  const first = await nextBatch(iterator)
  const second = first.done ? first : await nextBatch(iterator)
  if (second.done) {
    const changes = first.changes
    found.count = changes.length
    await report(call, { changes, ...whatIsMissing(found, expectation) })
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
      ...(isLast ? whatIsMissing(found, expectation) : {}),
    }
    await harmless(call.site, () => parts.part(part))
    batch = following
    following = batch.done ? batch : await nextBatch(iterator)
  }
  await harmless(call.site, () => parts.end('success'))
}

interface Batch {
  readonly done: boolean
  readonly changes: CapturedChange[]
}

// An image read that fails ends the stream: what was found until then is reported, the rest is
// said to be missing.
async function nextBatch(iterator: AsyncIterator<CapturedChange[]>): Promise<Batch> {
  try {
    const step = await iterator.next()
    return step.done === true ? { done: true, changes: [] } : { done: false, changes: step.value }
  } catch {
    return { done: true, changes: [] }
  }
}

function whatIsMissing(
  found: { readonly count: number },
  expectation: Expectation,
): { intent?: CapturedIntent } {
  const missing = expectation.expected - found.count
  return missing > 0 ? { intent: expectation.missing(missing) } : {}
}

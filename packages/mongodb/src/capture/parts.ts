/** Hands many changes to the recorder: at once where they fit, in parts of one group where not. */
import type { CapturedChange, CapturedIntent } from '@rastro/core'
import { harmless, report } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { idKey } from './id-key.ts'
import { lastRung } from './last-rung.ts'
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
  const found = { count: 0, isCutShort: false, told: new Set<string>() }
  const iterator = batches[Symbol.asyncIterator]()
  const next = (): Promise<Batch> => nextBatch(iterator, found)
  const first = await next()
  const second = first.done ? first : await next()
  if (second.done) {
    const changes = first.changes
    count(found, changes)
    const rest = await restOf(call, found, missing)
    await report(call, { changes: [...changes, ...rest.changes], ...intentOf(rest.intent) })
    return
  }
  const parts = call.site.sink.begin(call.method)
  let batch = first
  let following = second
  while (!batch.done) {
    count(found, batch.changes)
    const rest = following.done ? await restOf(call, found, missing) : NO_REST
    const part = {
      collection: call.site.audited,
      method: call.method,
      changes: [...batch.changes, ...rest.changes],
      durability: durabilityOf(call.site, call.options),
      connectedClient: call.site.original.client,
      ...intentOf(rest.intent),
      ...(call.announced === undefined ? {} : { announced: call.announced }),
    }
    await harmless(call.site, () => parts.part(part))
    batch = following
    following = batch.done ? batch : await next()
  }
  await harmless(call.site, () => parts.end('success'))
}

const NO_REST: Report = { changes: [] }

/** Ids of more records are not kept: what is said of the rest then names none. */
const IDS_KEPT = 20_000

function count(
  found: { count: number; readonly told: Set<string> },
  changes: readonly CapturedChange[],
): void {
  found.count += changes.length
  if (found.count > IDS_KEPT) return
  for (const { id } of changes) found.told.add(idKey(id))
}

/** What was not found, as far as the change stream knows it. */
async function restOf(
  call: WriteCall,
  found: Found & { readonly told: ReadonlySet<string> },
  missing: WhatIsMissing,
): Promise<Report> {
  const intent = missing(found)
  if (intent === undefined) return NO_REST
  const at = intent.ct?.t as DriverTimestamp | undefined
  if (at === undefined || found.count > IDS_KEPT) return { changes: [], intent }
  return lastRung(call, { intent, at, told: found.told })
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

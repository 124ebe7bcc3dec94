/**
 * When was each of several inserted documents stored?
 *
 * The answer has the time of the last. The server gives the documents of one batch neighbouring
 * times, so the others are told from it; where some failed, others may have written in between,
 * and the change stream is asked. A time that is told is never before the real one.
 */
import type { CapturedChange } from '@rastro/core'
import type { Doc, DriverClient, DriverTimestamp } from './driver.ts'
import { timestampAt } from './driver.ts'
import { idKey } from './id-key.ts'
import { asDoc } from './outcome.ts'
import type { CaptureSite } from './site.ts'
import { isLater, tryStreamEntries } from './stream-ids.ts'

/** A time before anything that is sent now; undefined where the client has not heard of one. */
export function timeKnownTo(client: DriverClient): DriverTimestamp | undefined {
  const topology: Doc = asDoc(client.topology)
  return asDoc(topology['clusterTime'])['clusterTime'] as DriverTimestamp | undefined
}

/** Puts each change at its own time; `until` is that of the answer. */
export async function atOwnTimes(
  site: CaptureSite,
  changes: readonly CapturedChange[],
  how: {
    readonly from: DriverTimestamp | undefined
    readonly until: DriverTimestamp
    /** Some of the call failed. */
    readonly isPartial: boolean
  },
): Promise<CapturedChange[]> {
  if (changes.length === 0) return []
  const { from, until } = how
  const told = how.isPartial && from !== undefined && isLater(until, from)
  const entries = told ? await tryStreamEntries(site, { after: from, until }) : undefined
  const times = new Map(
    entries?.filter(({ kind }) => kind === 'insert').map(({ id, at }) => [idKey(id), at]),
  )
  return changes.map((change, n) => ({
    ...change,
    ct: { t: times.get(idKey(change.id)) ?? earlier(until, changes.length - 1 - n), n },
  }))
}

// Within its second: what was stored in the second before is only told a little late.
function earlier(time: DriverTimestamp, increments: number): DriverTimestamp {
  return timestampAt(time, { t: time.t, i: Math.max(1, time.i - increments) })
}

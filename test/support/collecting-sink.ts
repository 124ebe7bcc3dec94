/** A recorder's door that keeps what capture hands in, for tests of capture alone. */
import type { CapturedCall, CapturedChange, CaptureSink } from '@rastro/core'

export interface CollectingSink extends CaptureSink {
  readonly calls: CapturedCall[]
  /** Every change of every call so far, and forgets them. */
  takeChanges(): CapturedChange[]
  /** Every call so far, and forgets them. */
  takeCalls(): CapturedCall[]
}

export function createCollectingSink(): CollectingSink {
  const calls: CapturedCall[] = []
  const take = (): CapturedCall[] => calls.splice(0)
  return {
    calls,
    wants: () => true,
    safetyOf: () => ({ class: 'standard', ack: 'store' }),
    announce: () => undefined,
    accept: async (call) => {
      calls.push(call)
    },
    begin: () => ({
      part: async (call) => {
        calls.push(call)
      },
      end: async () => undefined,
    }),
    takeCalls: take,
    takeChanges: () => take().flatMap((call) => call.changes),
  }
}

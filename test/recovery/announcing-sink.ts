/** A recorder's door that keeps what was announced, handed in and closed, in that order. */
import type { AnnouncedWrite, CapturedCall, CaptureSink, WriteIntent } from '@rastro/core'

export type Heard =
  | { readonly what: 'announced'; readonly intent: WriteIntent; readonly as: AnnouncedWrite }
  | { readonly what: 'accepted'; readonly call: CapturedCall }
  | { readonly what: 'closed'; readonly as: AnnouncedWrite }

export interface AnnouncingSink extends CaptureSink {
  readonly heard: Heard[]
  /** Everything heard so far, and forgets it. */
  take(): Heard[]
  /** Resolves with the next thing of this kind. */
  next(what: Heard['what']): Promise<Heard>
}

export function createAnnouncingSink(): AnnouncingSink {
  const heard: Heard[] = []
  const waiting: { what: Heard['what']; found: (one: Heard) => void }[] = []
  const hear = (one: Heard): void => {
    heard.push(one)
    const index = waiting.findIndex(({ what }) => what === one.what)
    if (index >= 0) waiting.splice(index, 1)[0]?.found(one)
  }
  const accept = async (call: CapturedCall): Promise<void> => {
    hear({ what: 'accepted', call })
  }
  return {
    heard,
    take: () => heard.splice(0),
    next: (what) => new Promise((found) => waiting.push({ what, found })),
    wants: () => true,
    safetyOf: () => ({ class: 'standard', ack: 'store' }),
    announce(intent) {
      const as: AnnouncedWrite = { close: () => hear({ what: 'closed', as }) }
      hear({ what: 'announced', intent, as })
      return as
    },
    accept,
    begin: () => ({ part: accept, end: async () => undefined }),
  }
}

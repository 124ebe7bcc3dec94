/** How are writes that a process announced and did not survive brought to their events? */
import { isWrittenTogether } from '../durability/derived-id.ts'
import type { IntentFate, OpenIntent } from '../ports/spool.ts'
import type { EventStore } from '../ports/store.ts'
import { eventIds } from './announced.ts'
import type { CapturedCall, CapturedIntent } from './captured.ts'
import { trashOf } from './classify.ts'

/**
 * The recorder's door for writes of a process that is gone: who and when come from the intent in
 * place of the running code's context, and so do the ids of the events. What is handed over twice,
 * or was stored before the crash, is stored once.
 */
export interface RecoveryDoor {
  /** Whether events of this call would be recorded is asked as for any other call. */
  accept(intent: OpenIntent, call: Omit<CapturedCall, 'announced' | 'transaction'>): Promise<void>
}

/**
 * Finds out what became of announced writes, and hands over what happened. Called once after the
 * start and again for those that are `later`; several at once, so that one question may do for all.
 *
 * @returns The fate of each intent by its id; an id that is missing counts as `later`.
 */
export type RecoverWrites = (
  intents: readonly OpenIntent[],
  door: RecoveryDoor,
) => Promise<ReadonlyMap<string, IntentFate>>

/** Where the events are that were stored before the crash. */
export type ToldBefore = Pick<EventStore, 'get' | 'findByTime'>

/**
 * Takes out of a call what was told of it before the crash in another way: the one event for all
 * of it has another id than those that have images, and either may have been had only once.
 */
export async function untold<T extends Pick<CapturedCall, 'intent' | 'changes'>>(
  store: ToldBefore,
  open: OpenIntent,
  call: T,
): Promise<T> {
  const { intent, ...others } = call
  const asOne = await store.get({ tenant: open.tenant }, eventIds(open).ofIntent())
  if (asOne !== undefined) return { ...others, changes: [] } as unknown as T
  if (intent === undefined) return call
  const left = await leftOf(store, open, intent)
  return left === intent ? call : ({ ...others, ...(left && { intent: left }) } as T)
}

async function leftOf(
  store: ToldBefore,
  open: OpenIntent,
  intent: CapturedIntent,
): Promise<CapturedIntent | undefined> {
  const { ids } = intent
  if (ids === undefined) return (await isTold(store, open, intent)) ? undefined : intent
  const own = eventIds(open)
  const left = []
  for (const id of ids) {
    const event = await store.get({ tenant: open.tenant }, own.ofRecord(id))
    if (event === undefined) left.push(id)
  }
  if (left.length === ids.length) return intent
  return left.length === 0 ? undefined : { ...intent, ids: left, count: left.length }
}

/** Events of this write come soon after its announcement; more than these are not looked at. */
const MOST_LOOKED_AT = 1_001

// Which records it wrote nobody knows any more, and so nor which ids its events would have.
async function isTold(
  store: ToldBefore,
  open: OpenIntent,
  { ct }: CapturedIntent,
): Promise<boolean> {
  const { tenant, place, at: from } = open
  const filter = { tenant, places: [place, trashOf(place)], from }
  const events = await store.findByTime({ filter, order: 'oldest', limit: MOST_LOOKED_AT })
  return events.some(({ _id, e }) => {
    const isItsTime = e.ct === undefined || (e.ct.t.t === ct?.t.t && e.ct.t.i === ct.t.i)
    return isItsTime && isWrittenTogether(_id, open.id)
  })
}

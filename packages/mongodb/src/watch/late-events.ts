/**
 * Which changes that counted as out of band have their event after all?
 *
 * A spool may be replayed hours later, from another machine. The event that was made meanwhile
 * stays; a repair says which one takes its place.
 */
import type { EventStore, StoredEvent, TimePosition } from '@rastro/core'
import { tryLateEvent } from '@rastro/core'
import type { DriverTimestamp } from '../capture/driver.ts'
import { idKey } from '../capture/id-key.ts'
import { eventsAbout, storedIds } from './known-events.ts'
import type { LogToAsk } from './known-events.ts'
import type { OwnEvents } from './own-events.ts'

/** What looking works with. */
export interface LateWork {
  readonly log: LogToAsk
  readonly store: Pick<EventStore, 'findByTime'>
  readonly ownEvents: OwnEvents
}

const PAGE = 200
const DAY_MS = 86_400_000
/** Looked at each time; older ones when somebody says that events were stored late. */
const RECENT = 1_000
const MAX_AGE_DAYS = 90

/** Returns the repairs that are not recorded yet. */
export async function lateRepairs(
  work: LateWork,
  { isAll, now }: { readonly isAll: boolean; readonly now: Date },
): Promise<StoredEvent[]> {
  const repairs: StoredEvent[] = []
  let after: TimePosition | undefined
  const most = isAll ? Infinity : RECENT
  for (let looked = 0; looked < most; looked += PAGE) {
    const page = await work.store.findByTime({
      filter: {
        tenant: work.log.tenant,
        actorTypes: ['unknown'],
        from: new Date(now.getTime() - MAX_AGE_DAYS * DAY_MS),
      },
      order: 'newest',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    repairs.push(...(await repairsOf(work, page)))
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) break
    after = { at: last.e.at, id: last._id }
  }
  return repairs
}

/** When events of an earlier process were last said to be stored. */
export async function lastReplay(work: LateWork): Promise<string | undefined> {
  const [event] = await work.store.findByTime({
    filter: {
      tenant: work.log.tenant,
      types: ['audit.integrity.replayed', 'audit.integrity.recovered'],
    },
    order: 'newest',
    limit: 1,
  })
  return event?._id
}

async function repairsOf(
  { log, ownEvents }: LateWork,
  page: readonly StoredEvent[],
): Promise<StoredEvent[]> {
  const changes = page.flatMap((outOfBand) => {
    const { target, ct, operation, details } = outOfBand.e
    if (target === undefined || ct === undefined || details?.['outOfBand'] !== true) return []
    const kind = operation === 'create' ? 'insert' : 'update'
    const change = {
      key: idKey(target.id),
      id: target.id,
      at: ct.t as DriverTimestamp,
      kind,
      isTransactional: false,
    } as const
    return [{ change, outOfBand, type: target.type }]
  })
  if (changes.length === 0) return []
  const types = [...new Set(changes.map(({ type }) => type))]
  const known = await eventsAbout(
    log,
    changes.map(({ change }) => change),
    types,
  )
  const repairs = changes.flatMap(({ change, outOfBand }) => {
    const event = tryLateEvent(change, known)
    return event === undefined ? [] : [ownEvents.reconciled({ outOfBand, event: event.id })]
  })
  const stored = await storedIds(
    log,
    repairs.map(({ _id }) => _id),
  )
  return repairs.filter(({ _id }) => !stored.has(_id))
}

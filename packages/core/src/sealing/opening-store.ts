/**
 * The store as everything else sees it: plain events go in, opened events come out.
 *
 * Below the reader and the guard, so that every door, and whatever works on records, gets opened
 * values, and what may be shown of them is still decided in one place. Whoever may see everything
 * of one person reads through a reader of this store without a guard.
 */
import type { StoredEvent } from '../event/event.ts'
import type { EventFilter } from '../ports/filter.ts'
import type { EventSequence } from '../ports/sequence.ts'
import type { EventStore } from '../ports/store.ts'
import type { Sealing } from './sealing.ts'

/**
 * Wraps a store. `createReader({ store: createOpeningStore(…) })` reads every value that is not
 * erased, unmasked: give its answers to the person whose they are, or to a guard.
 */
export function createOpeningStore(store: EventStore, sealing: Sealing): EventStore {
  const sealed = (events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> | undefined =>
    events.some((event) => sealing.wants(event)) ? sealing.seal(events) : undefined

  async function asked<Request extends { readonly filter: EventFilter }>(
    request: Request,
  ): Promise<Request> {
    return { ...request, filter: await sealing.withTokens(request.filter) }
  }

  return {
    ...store,
    async append(events, options) {
      await store.append((await sealed(events)) ?? events, options)
    },
    async savePolicy(next, events) {
      await store.savePolicy(next, (await sealed(events)) ?? events)
    },
    findByTime: async (request) => sealing.open(await store.findByTime(await asked(request))),
    findByRecord: async (request) => sealing.open(await store.findByRecord(await asked(request))),
    ...(store.scan === undefined
      ? {}
      : {
          async scan(request) {
            const found = await store.scan?.(await asked(request))
            if (found === undefined) throw new TypeError('a store that stopped to scan')
            return {
              next: async () => sealing.open(await found.next()),
              close: () => found.close(),
            }
          },
        }),
    count: async (filter, upTo) => store.count(await sealing.withTokens(filter), upTo),
    async get(filter, id) {
      const found = await store.get(await sealing.withTokens(filter), id)
      return found && (await sealing.open([found]))[0]
    },
    heads: async (tenant, groups) => sealing.open(await store.heads(tenant, groups)),
  }
}

/** The same for the order of the log. */
export function createOpeningSequence(sequence: EventSequence, sealing: Sealing): EventSequence {
  return {
    ...sequence,
    async read(request) {
      const filter = await sealing.withTokens(request.filter)
      const page = await sequence.read({ ...request, filter })
      const opened = await sealing.open(page.events.map(({ event }) => event))
      const events = page.events.map((one, at) => ({ ...one, event: opened[at] ?? one.event }))
      return { ...page, events }
    },
  }
}

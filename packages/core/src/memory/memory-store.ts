/**
 * Where do events go that need not survive the process?
 *
 * For tests of applications and as the plainest statement of what a store must do: no indexes, no
 * waiting, every promise of `ports/store.ts`. Values are copied in and out, so that nobody who
 * holds an event can change what is stored.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { StoredEvent } from '../event/event.ts'
import { actorTypeValue } from '../event/filter-key.ts'
import { withoutValues } from '../event/without-values.ts'
import type { PolicyVersion } from '../policy/policy.ts'
import type { EventSequence } from '../ports/sequence.ts'
import type { EventStore, FindByTime } from '../ports/store.ts'
import type { EventFilter } from '../ports/filter.ts'
import { storedForm } from '../values/stored-form.ts'
import { matchesFilter } from './match-filter.ts'
import { createPersonalParts } from './personal-parts.ts'

const MAX_POLICY_VERSIONS = 1_000

/** A store in memory, and the order in which it was filled. */
export interface MemoryStore extends EventStore {
  /** Nothing is ever in between: an event has its number as soon as it is stored. */
  readonly sequence: EventSequence
}

/** Makes a store that keeps everything in this process's memory, and never lets go of any of it. */
export function createMemoryStore(): MemoryStore {
  const events = new Map<string, StoredEvent>()
  const policies = new Map<string, PolicyVersion[]>()

  function matching(filter: EventFilter): StoredEvent[] {
    return [...events.values()].filter(({ e }) => matchesFilter(e, filter))
  }

  function append(given: readonly StoredEvent[]): void {
    for (const event of given) {
      if (!events.has(event._id)) events.set(event._id, copyToStore(event))
    }
  }

  const sequence: EventSequence = {
    upTo: async () => events.size,
    async read({ filter, after, limit }) {
      const later = [...events.values()]
        .map((event, index) => ({ sequence: index + 1, event }))
        .filter((one) => one.sequence > after && matchesFilter(one.event.e, filter))
      const taken = later.slice(0, limit)
      const upTo = later.length > limit ? taken.at(-1)?.sequence : events.size
      return {
        events: taken.map((one) => ({ ...one, event: copy(one.event) })),
        upTo: Math.max(after, upTo ?? after),
      }
    },
    async numbersOf(tenant, ids) {
      const all = [...events.values()].map((event, index) => ({ event, sequence: index + 1 }))
      const own = all.filter(({ event }) => event.e.tenant === tenant && ids.includes(event._id))
      return new Map(own.map(({ event, sequence: n }) => [event._id, n]))
    },
  }

  return {
    sequence,
    personal: createPersonalParts(),

    async append(given) {
      append(given)
    },

    async findByTime({ filter, order, limit, after, withoutGroups = [], clusterTime }) {
      const chosen = matching(filter).filter(
        ({ e }) =>
          (clusterTime === undefined || e.ct === undefined) &&
          (e.group === undefined || !withoutGroups.includes(e.group.id)),
      )
      const start = after === undefined ? undefined : timeKey(after.at, after.id)
      return page(chosen, { order, limit, start, keyOf: ({ e, _id }) => timeKey(e.at, _id) })
    },

    async findByRecord({ filter, order, limit, after }) {
      const chosen = matching(filter).filter(({ e }) => e.ct !== undefined)
      const start = after === undefined ? undefined : [after.t, after.i, after.n, after.id]
      return page(chosen, { order, limit, start, keyOf: recordKey })
    },

    async count(filter, upTo) {
      const { length } = matching(filter)
      return { n: Math.min(length, upTo), exact: length <= upTo }
    },

    async countLines(filter, upTo) {
      const found = matching(filter)
      const counted = found.slice(0, upTo)
      const groups = new Set(counted.flatMap(({ e }) => e.group?.id ?? []))
      const singles = counted.filter(({ e }) => e.group === undefined).length
      return { n: counted.length, exact: found.length <= upTo, lines: singles + groups.size }
    },

    async get(filter, id) {
      const event = typeof id === 'string' ? events.get(id) : undefined
      return event !== undefined && matchesFilter(event.e, filter) ? copy(event) : undefined
    },

    async heads(tenant, groups) {
      return matching({ tenant })
        .filter(({ e }) => e.group?.index === undefined && groups.includes(e.group?.id ?? ''))
        .map(copy)
    },

    async seen(tenant) {
      const chosen = matching({ tenant }).map(({ e }) => e)
      return {
        places: distinct(chosen.map((e) => e.place)),
        operations: distinct(chosen.map((e) => e.operation)),
        actorTypes: distinct(chosen.map((e) => actorTypeValue(e.actor))),
      }
    },

    async prepare() {},

    async policyVersions(tenant) {
      return (policies.get(tenant) ?? []).slice(-MAX_POLICY_VERSIONS).map(copy)
    },

    async savePolicy(next, given) {
      const versions = policies.get(next.tenant) ?? []
      if (versions.some(({ version }) => version === next.version)) {
        throw new AuditError(
          'AUDIT_CONFIG_CONFLICT',
          `The policy has been changed by somebody else: version ${next.version} exists already`,
        )
      }
      append(given)
      versions.push(copy(next))
      versions.sort((a, b) => a.version - b.version)
      policies.set(next.tenant, versions)
    },
  }
}

type SortKey = readonly (number | string)[]

interface PageRequest {
  readonly order: FindByTime['order']
  readonly limit: number
  readonly start: SortKey | undefined
  readonly keyOf: (event: StoredEvent) => SortKey
}

function page(events: readonly StoredEvent[], request: PageRequest): StoredEvent[] {
  const { order, limit, start, keyOf } = request
  const sign = order === 'newest' ? -1 : 1
  return events
    .map((event) => ({ event, key: keyOf(event) }))
    .filter(({ key }) => start === undefined || sign * compareKeys(key, start) > 0)
    .toSorted((a, b) => sign * compareKeys(a.key, b.key))
    .slice(0, limit)
    .map(({ event }) => copy(event))
}

function timeKey(at: Date, id: string): SortKey {
  return [at.getTime(), id]
}

function recordKey({ _id, e }: StoredEvent): SortKey {
  return [e.ct?.t.t ?? 0, e.ct?.t.i ?? 0, e.ct?.n ?? 0, _id]
}

function compareKeys(a: SortKey, b: SortKey): number {
  for (const [index, value] of a.entries()) {
    const other = b[index]
    if (other === undefined || value === other) continue
    return value < other ? -1 : 1
  }
  return 0
}

function copyToStore(event: StoredEvent): StoredEvent {
  try {
    return copy(event)
  } catch {
    // What no database could hold, a cycle for instance: the event is stored without it.
    return copy({ ...event, e: withoutValues(event.e) })
  }
}

function copy<T>(value: T): T {
  return storedForm(value, { ignoreUndefined: true }) as T
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted()
}

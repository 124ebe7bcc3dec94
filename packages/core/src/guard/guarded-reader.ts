/**
 * The reader that every door gets: what it answers, the guard has seen.
 *
 * It has every method of the reader, so that a new way to read is one that somebody decided about.
 * A person is found by the name that may be seen, and by no other.
 */
import type { ReadEvent } from '../event/event.ts'
import type { AuditReader, EventPage, QueryInput, ReadAccess } from '../query/reader.ts'
import { escapeCommas, splitAtCommas } from '../query/query-values.ts'
import type { PrivacyGuard } from './guard.ts'

/** Wraps a reader; what only the suite itself reads, it reads from the one inside. */
export function createGuardedReader(reader: AuditReader, guard: PrivacyGuard): AuditReader {
  const guarded = async (access: ReadAccess, page: EventPage): Promise<EventPage> => ({
    ...page,
    events: await guard.events(access.tenant, page.events),
  })
  const one = async (
    access: ReadAccess,
    event: ReadEvent | undefined,
  ): Promise<ReadEvent | undefined> => event && (await guard.events(access.tenant, [event]))[0]
  const known = (access: ReadAccess, query: QueryInput): Promise<QueryInput> =>
    withPeople(query, (name) => guard.called(access.tenant, name))

  return {
    find: async (access, query, page) =>
      guarded(access, await reader.find(access, await known(access, query), page)),
    async findFolded(access, query, page) {
      const found = await reader.findFolded(access, await known(access, query), page)
      const events = await guard.events(
        access.tenant,
        found.entries.map(({ event }) => event),
      )
      const entries = found.entries.map((entry, at) => ({
        ...entry,
        event: events[at] ?? entry.event,
      }))
      return { ...found, entries }
    },
    findAfter: async (access, query, live) =>
      guarded(access, await reader.findAfter(access, await known(access, query), live)),
    count: async (access, query) => reader.count(access, await known(access, query)),
    countFolded: async (access, query) => reader.countFolded(access, await known(access, query)),
    get: async (access, id) => one(access, await reader.get(access, id)),
    history: async (access, target, page) =>
      guarded(access, await reader.history(access, target, page)),
    check: (access, query) => reader.check(access, query),
    async summaries(access, query, upTo) {
      const { events, capped } = await reader.summaries(access, await known(access, query), upTo)
      return { events: await guard.events(access.tenant, events), capped }
    },
    neighbours: async (access, query, event) =>
      reader.neighbours(access, await known(access, query), event),
    head: async (access, group) => one(access, await reader.head(access, group)),
    async scan(access, query) {
      const scan = await reader.scan(access, await known(access, query))
      return {
        sequencedUpTo: scan.sequencedUpTo,
        next: async () => guard.events(access.tenant, await scan.next()),
        close: () => scan.close(),
      }
    },
    seen: (access) => reader.seen(access),
  }
}

/** Who is called so now is found by id; what anybody was called before finds nothing. */
async function withPeople(
  query: QueryInput,
  called: (name: string) => Promise<readonly string[]>,
): Promise<QueryInput> {
  const { client } = query
  const isList = Array.isArray(client) && client.every((one) => typeof one === 'string')
  if (typeof client !== 'string' && !isList) return query
  const names = typeof client === 'string' ? splitAtCommas(client) : (client as readonly string[])
  const ids = (await Promise.all(names.slice(0, MAX_NAMES).map(called))).flat()
  if (ids.length === 0) return query
  const all = [...new Set([...names, ...ids])]
  return {
    ...query,
    client: typeof client === 'string' ? all.map(escapeCommas).join(',') : all,
  }
}

const MAX_NAMES = 5

/**
 * Whose data did somebody look at?
 *
 * A reader that tells the log which person was looked at, so that the person can be told: whenever an
 * event or a history is read, and a list or a file of which a person was the aim. One look is told
 * once per person, viewer and ten minutes. What people do with their own data is no look at it.
 */
import { createHash } from 'node:crypto'
import { idText, isOwnActor } from '@rastro/core'
import type {
  Actor,
  AuditReader,
  Clock,
  ContextKeeper,
  Logger,
  PersonalData,
  QueryInput,
  ReadAccess,
  ReadEvent,
  RecordFunction,
  RecordReference,
} from '@rastro/core'
import { originOf } from '../http/error-answer.ts'
import { personKey } from './looking.ts'

const WINDOW_MS = 10 * 60_000
const MAX_REMEMBERED = 10_000
/** A list with more people than this was about none of them. */
const MAX_PEOPLE = 3
/** Keys by which one asks for somebody. */
const AIMS = ['client', 'tid', 'user', 'agent', 'q']

export interface PersonLookParts {
  readonly record: RecordFunction
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly log: Logger
  readonly data: Pick<PersonalData, 'isPerson'>
}

/** By which way somebody looked. */
export type LookDoor = 'event' | 'history' | 'list' | 'file' | 'request'

export interface PersonLooks {
  /** Never rejects. */
  saw(tenant: string, people: readonly RecordReference[], door: LookDoor): Promise<void>
}

export function createPersonLooks(parts: PersonLookParts): PersonLooks {
  const { record, keeper, clock, log } = parts
  const seen = new Map<string, number>()

  async function viewer(): Promise<Actor | undefined> {
    try {
      return await keeper.current()?.actor?.()
    } catch {
      return undefined
    }
  }

  function isNew(key: string): boolean {
    const now = clock.now().getTime()
    const at = seen.get(key)
    if (at !== undefined && now - at < WINDOW_MS && now >= at) return false
    seen.delete(key)
    seen.set(key, now)
    const [oldest] = seen.keys()
    if (seen.size > MAX_REMEMBERED && oldest !== undefined) seen.delete(oldest)
    return true
  }

  return {
    async saw(tenant, people, door) {
      const actor = await viewer()
      for (const { type, id } of people) {
        const own = [{ type, id: idText(id) }]
        if (actor !== undefined && isOwnActor(actor, own)) continue
        const parts = [tenant, personKey(actor) ?? 'nobody', type, idText(id)]
        const key = createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
        if (!isNew(key)) continue
        try {
          await record('audit.person.viewed', { tenant, subject: { type, id }, details: { door } })
        } catch (error) {
          seen.delete(key)
          log.warn(`a look at a person's data was not recorded: ${originOf(error)}`)
        }
      }
    },
  }
}

/** Wraps a reader: what it answers was seen. */
export function watchedReader(
  reader: AuditReader,
  { looks, data }: { readonly looks: PersonLooks } & Pick<PersonLookParts, 'data'>,
): AuditReader {
  const saw: PersonLooks['saw'] = (...seen) => looks.saw(...seen)
  const peopleIn = (events: readonly ReadEvent[]): readonly RecordReference[] => {
    const people = events.filter(({ place }) => !place.startsWith('audit.')).flatMap(concerned)
    return [...new Map(people.map((one) => [`${one.type} ${idText(one.id)}`, one])).values()]
  }
  /** Of its own record, or of whom a record is about. */
  const concerned = ({ target, subject }: ReadEvent): readonly RecordReference[] => [
    ...(subject === undefined ? [] : [subject]),
    ...(target !== undefined && data.isPerson(target.type) ? [target] : []),
  ]

  async function listed(
    access: ReadAccess,
    query: QueryInput,
    { events, door }: { readonly events: readonly ReadEvent[]; readonly door: LookDoor },
  ): Promise<void> {
    const isAimed = access.scope !== undefined || AIMS.some((key) => query[key] !== undefined)
    const people = isAimed ? peopleIn(events) : []
    if (people.length <= MAX_PEOPLE) await saw(access.tenant, people, door)
  }

  return {
    ...reader,
    async find(access, query, page) {
      const found = await reader.find(access, query, page)
      await listed(access, query, { events: found.events, door: 'list' })
      return found
    },
    async findFolded(access, query, page) {
      const found = await reader.findFolded(access, query, page)
      const events = found.entries.map(({ event }) => event)
      await listed(access, query, { events, door: 'list' })
      return found
    },
    async findAfter(access, query, live) {
      const found = await reader.findAfter(access, query, live)
      await listed(access, query, { events: found.events, door: 'list' })
      return found
    },
    async summaries(access, query, upTo) {
      const found = await reader.summaries(access, query, upTo)
      await listed(access, query, { events: found.events, door: 'list' })
      return found
    },
    async get(access, id) {
      const event = await reader.get(access, id)
      if (event !== undefined) await saw(access.tenant, peopleIn([event]), 'event')
      return event
    },
    async history(access, target, page) {
      const found = await reader.history(access, target, page)
      const people = peopleIn(found.events)
      if (people.length <= MAX_PEOPLE) await saw(access.tenant, people, 'history')
      return found
    },
    async scan(access, query) {
      const scan = await reader.scan(access, query)
      const people = new Map<string, RecordReference>()
      return {
        sequencedUpTo: scan.sequencedUpTo,
        async next() {
          const events = await scan.next()
          for (const one of people.size > MAX_PEOPLE ? [] : peopleIn(events)) {
            people.set(`${one.type} ${idText(one.id)}`, one)
          }
          return events
        },
        async close() {
          await scan.close()
          const isAimed = access.scope !== undefined || AIMS.some((key) => query[key] !== undefined)
          if (!isAimed || people.size > MAX_PEOPLE) return
          await saw(access.tenant, [...people.values()], 'file')
        },
      }
    },
  }
}

/**
 * Who looked at the log?
 *
 * An opened event and a history are recorded each time; a list once per person, filter and ten
 * minutes, or paging through it would fill the log with itself. So is paging through a history. What was looked at stands in the
 * details and not as the target: a record's history is about the record, not about its readers.
 */
import { createHash } from 'node:crypto'
import { AuditError, idText, maskKey, maskText } from '@rastro/core'
import type {
  Actor,
  Clock,
  ContextKeeper,
  Logger,
  PersonalData,
  ReadEvent,
  RecordFunction,
  RecordOptions,
  SentExport,
} from '@rastro/core'
import { originOf } from '../http/error-answer.ts'
import { noteFilter } from './recorded-filter.ts'
import type { AskedFilter, NotedFilter } from './recorded-filter.ts'

const LIST_WINDOW_MS = 10 * 60_000

/** Beyond this many, the oldest are forgotten and recorded once more. */
const MAX_REMEMBERED = 10_000

export interface Viewer {
  readonly tenant: string
  /** Tells visitors apart whom the application did not name. */
  readonly remoteAddress: string
}

export interface Looking {
  /**
   * A list was read; `filter` is the query without its page, and `found` what the list shows. Live
   * reading is one look for as long as it goes on.
   */
  listed(
    viewer: Viewer,
    filter: AskedFilter,
    list: {
      readonly found: readonly ReadEvent[]
      /** Further ids that are in the log. */
      readonly ids?: readonly string[]
      readonly isLive?: boolean
    },
  ): Promise<void>
  opened(viewer: Viewer, event: ReadEvent): Promise<void>
  /** `isContinued`: a page after the first, which is the same look where the first was seen. */
  historyViewed(
    viewer: Viewer,
    record: {
      readonly type: string
      readonly id: string
      readonly name?: string
      /** There are events of it: the id is one, and no words that somebody typed. */
      readonly isKnown: boolean
      /** Its events hold personal values. */
      readonly isPersonal: boolean
      readonly isContinued: boolean
    },
  ): Promise<void>
  /** A record was looked at as it was: at which instants stands in `at`. */
  pastViewed(
    viewer: Viewer,
    record: {
      readonly type: string
      readonly id: string
      readonly name?: string
      readonly isKnown: boolean
      readonly at: readonly string[]
    },
  ): Promise<void>
  /** What a query found left as a file: all of it, or a part. */
  exported(viewer: Viewer, file: ExportedFile): Promise<void>
}

/** One file of events, and what became of it. */
export interface ExportedFile {
  readonly filter: NotedFilter
  readonly format: string
  readonly preset: string
  /** Of its words. */
  readonly language: string
  /** Up to which number of the log's order it is complete; null where events have none. */
  readonly sequencedUpTo: number | null
  readonly sent: SentExport
}

export interface LookingOptions {
  readonly record: RecordFunction
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly log: Logger
  /** What this process knows to be about persons. */
  readonly data?: Pick<PersonalData, 'isPersonal'> | undefined
}

/**
 * Makes the recorder of views.
 *
 * A view that cannot be recorded is told to the operator and does not stop the reader: where the
 * store is down there is nothing to read either, and where the policy or a rule is wrong, an
 * administrator needs the log most.
 */
export function createLooking({ record, keeper, clock, log, data }: LookingOptions): Looking {
  const looks = new Map<string, number>()

  /**
   * Recording takes what a person is called out of an event where the model is known. Where it is
   * not, the page may still show the name; a look that told it would outlive the person.
   */
  function mayName(one: { readonly type: string; readonly isPersonal: boolean }): boolean {
    return !one.isPersonal || data?.isPersonal(one.type) === true
  }

  async function tryRecord(type: string, options: RecordOptions): Promise<boolean> {
    try {
      await record(type, options)
      return true
    } catch (error) {
      log.warn(`a view of the log was not recorded (${type}): ${originOf(error)}`)
      return false
    }
  }

  async function personOf({ remoteAddress }: Viewer): Promise<string> {
    try {
      return personKey(await keeper.current()?.actor?.()) ?? `address ${remoteAddress}`
    } catch {
      return `address ${remoteAddress}`
    }
  }

  function isRecent(key: string, now: number): boolean {
    const seenAt = looks.get(key)
    return seenAt !== undefined && now - seenAt < LIST_WINDOW_MS && now >= seenAt
  }

  function remember(key: string, now: number): void {
    // Deleted first, so that the map stays in the order of time.
    looks.delete(key)
    looks.set(key, now)
    if (looks.size <= MAX_REMEMBERED) return
    const [oldest] = looks.keys()
    if (oldest !== undefined) looks.delete(oldest)
  }

  return {
    async listed(viewer, filter, { found, ids, isLive = false }) {
      const noted = noteFilter(filter, ids)
      noted.saw(found)
      const key = keyOf(viewer.tenant, await personOf(viewer), sorted(filter))
      const now = clock.now().getTime()
      if (isRecent(key, now)) {
        if (isLive) remember(key, now)
        return
      }
      // Before it is recorded, so that two requests at once are one view.
      remember(key, now)
      const options = { tenant: viewer.tenant, details: { filter: noted.recorded() } }
      if (!(await tryRecord('audit.log.listed', options))) looks.delete(key)
    },
    async exported({ tenant }, { filter, sequencedUpTo, sent, ...choice }) {
      const { rows, bytes, result, reason, error } = sent
      await tryRecord('audit.log.exported', {
        tenant,
        // What left has left, also where it is not all of it.
        ...(result === 'failed' ? { outcome: 'failure' } : {}),
        ...(reason === undefined ? {} : { reason: codeOf(error) ?? reason }),
        details: {
          filter: filter.recorded(),
          ...choice,
          count: rows,
          bytes,
          result,
          sequencedUpTo,
        },
      })
    },
    async opened({ tenant }, { id, type, place }) {
      await tryRecord('audit.log.event.viewed', {
        tenant,
        target: { type: 'AuditEvent', id },
        details: { type, place },
      })
    },
    async historyViewed(viewer, { isContinued, ...given }) {
      const { tenant } = viewer
      const key = keyOf(tenant, await personOf(viewer), 'history', given.type, given.id)
      const now = clock.now().getTime()
      // A cursor is not signed: one that was made up begins with what seems a later page.
      if (isContinued && isRecent(key, now)) return
      remember(key, now)
      const { target, details } = lookedAt(mayName(given) ? given : { ...given, name: undefined })
      const options = { tenant, target, details }
      if (!(await tryRecord('audit.log.history.viewed', options))) looks.delete(key)
    },
    async pastViewed({ tenant }, { at, ...given }) {
      const { target, details } = lookedAt(given)
      await tryRecord('audit.log.state.viewed', { tenant, target, details: { ...details, at } })
    },
  }
}

interface LookedAt {
  readonly type: string
  readonly id: string
  readonly name?: string | undefined
  readonly isKnown: boolean
}

function lookedAt({ isKnown, name, ...typed }: LookedAt) {
  const type = isKnown ? typed.type : maskKey(typed.type)
  const id = isKnown ? typed.id : maskText(typed.id)
  const known = `${type} ${id}`
  return {
    target: { type: 'AuditHistory', id: known, name: name ?? known },
    details: { type, id },
  }
}

/** The same look at the log, however its keys were ordered. */
function sorted(filter: AskedFilter): AskedFilter {
  return Object.fromEntries(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function codeOf(error: unknown): string | undefined {
  return AuditError.is(error) ? error.code : undefined
}

/** Hashed: a filter may hold 8 KB, and none of it need stay in memory. */
function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** By what somebody is known again; undefined where only that there is somebody. */
export function personKey(actor: Actor | undefined): string | undefined {
  if (actor === undefined) return undefined
  const { type, id, email, name } = actor
  const known = id === undefined ? (email ?? name) : idText(id)
  return known === undefined ? undefined : `${type} ${known}`
}

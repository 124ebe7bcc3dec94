/**
 * Who looked at the log?
 *
 * An opened event and a history are recorded each time; a list once per person, filter and ten
 * minutes, or paging through it would fill the log with itself. So is paging through a history. What was looked at stands in the
 * details and not as the target: a record's history is about the record, not about its readers.
 */
import { createHash } from 'node:crypto'
import { AuditError, idText } from '@rastro/core'
import type {
  Actor,
  Clock,
  ContextKeeper,
  Logger,
  ReadEvent,
  RecordFunction,
  RecordOptions,
  SentExport,
} from '@rastro/core'
import { originOf } from '../http/error-answer.ts'

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
   * A list was read; `filter` is the query without its page. Live reading is one look for as long
   * as it goes on.
   */
  listed(
    viewer: Viewer,
    filter: Readonly<Record<string, string>>,
    options?: { readonly isLive: boolean },
  ): Promise<void>
  opened(viewer: Viewer, event: ReadEvent): Promise<void>
  /** `isContinued`: a page after the first, which is the same look where the first was seen. */
  historyViewed(
    viewer: Viewer,
    record: {
      readonly type: string
      readonly id: string
      readonly name?: string
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
      readonly at: readonly string[]
    },
  ): Promise<void>
  /** What a query found left as a file: all of it, or a part. */
  exported(viewer: Viewer, file: ExportedFile): Promise<void>
}

/** One file of events, and what became of it. */
export interface ExportedFile {
  readonly filter: Readonly<Record<string, string>>
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
}

/**
 * Makes the recorder of views.
 *
 * A view that cannot be recorded is told to the operator and does not stop the reader: where the
 * store is down there is nothing to read either, and where the policy or a rule is wrong, an
 * administrator needs the log most.
 */
export function createLooking({ record, keeper, clock, log }: LookingOptions): Looking {
  const looks = new Map<string, number>()

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
    async listed(viewer, filter, { isLive } = { isLive: false }) {
      const filtered = sorted(filter)
      const key = keyOf(viewer.tenant, await personOf(viewer), filtered)
      const now = clock.now().getTime()
      if (isRecent(key, now)) {
        if (isLive) remember(key, now)
        return
      }
      // Before it is recorded, so that two requests at once are one view.
      remember(key, now)
      const options = { tenant: viewer.tenant, details: { filter: filtered } }
      if (!(await tryRecord('audit.log.listed', options))) looks.delete(key)
    },
    async exported({ tenant }, { filter, sequencedUpTo, sent, ...choice }) {
      const { rows, bytes, result, reason, error } = sent
      await tryRecord('audit.log.exported', {
        tenant,
        // What left has left, also where it is not all of it.
        ...(result === 'failed' ? { outcome: 'failure' } : {}),
        ...(reason === undefined ? {} : { reason: codeOf(error) ?? reason }),
        details: { filter: sorted(filter), ...choice, count: rows, bytes, result, sequencedUpTo },
      })
    },
    async opened({ tenant }, { id, type, place }) {
      await tryRecord('audit.log.event.viewed', {
        tenant,
        target: { type: 'AuditEvent', id },
        details: { type, place },
      })
    },
    async historyViewed(viewer, { type, id, name, isContinued }) {
      const { tenant } = viewer
      const key = keyOf(tenant, await personOf(viewer), 'history', type, id)
      const now = clock.now().getTime()
      // A cursor is not signed: one that was made up begins with what seems a later page.
      if (isContinued && isRecent(key, now)) return
      remember(key, now)
      const options = {
        tenant,
        target: { type: 'AuditHistory', id: `${type} ${id}`, name: name ?? `${type} ${id}` },
        details: { type, id },
      }
      if (!(await tryRecord('audit.log.history.viewed', options))) looks.delete(key)
    },
    async pastViewed({ tenant }, { type, id, name, at }) {
      await tryRecord('audit.log.state.viewed', {
        tenant,
        target: { type: 'AuditHistory', id: `${type} ${id}`, name: name ?? `${type} ${id}` },
        details: { type, id, at },
      })
    },
  }
}

/** The same look at the log, however its keys were ordered. */
function sorted(filter: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
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

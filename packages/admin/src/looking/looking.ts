/**
 * Who looked at the log?
 *
 * An opened event and a history are recorded each time; a list once per person, filter and ten
 * minutes, or paging through it would fill the log with itself. What was looked at stands in the
 * details and not as the target: a record's history is about the record, not about its readers.
 */
import { createHash } from 'node:crypto'
import { idText } from '@rastro/core'
import type {
  Actor,
  Clock,
  ContextKeeper,
  Logger,
  ReadEvent,
  RecordFunction,
  RecordOptions,
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
  /** A list was read; `filter` is the query without its page. */
  listed(viewer: Viewer, filter: Readonly<Record<string, string>>): Promise<void>
  opened(viewer: Viewer, event: ReadEvent): Promise<void>
  historyViewed(
    viewer: Viewer,
    record: { readonly type: string; readonly id: string; readonly name?: string },
  ): Promise<void>
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
  const lists = new Map<string, number>()

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
    const seenAt = lists.get(key)
    return seenAt !== undefined && now - seenAt < LIST_WINDOW_MS && now >= seenAt
  }

  function remember(key: string, now: number): void {
    // Deleted first, so that the map stays in the order of time.
    lists.delete(key)
    lists.set(key, now)
    if (lists.size <= MAX_REMEMBERED) return
    const [oldest] = lists.keys()
    if (oldest !== undefined) lists.delete(oldest)
  }

  return {
    async listed(viewer, filter) {
      const sorted = Object.fromEntries(
        Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      )
      const key = keyOf(viewer.tenant, await personOf(viewer), sorted)
      const now = clock.now().getTime()
      if (isRecent(key, now)) return
      // Before it is recorded, so that two requests at once are one view.
      remember(key, now)
      const options = { tenant: viewer.tenant, details: { filter: sorted } }
      if (!(await tryRecord('audit.log.listed', options))) lists.delete(key)
    },
    async opened({ tenant }, { id, type, place }) {
      await tryRecord('audit.log.event.viewed', {
        tenant,
        target: { type: 'AuditEvent', id },
        details: { type, place },
      })
    },
    async historyViewed({ tenant }, { type, id, name }) {
      await tryRecord('audit.log.history.viewed', {
        tenant,
        target: { type: 'AuditHistory', id: `${type} ${id}`, name: name ?? `${type} ${id}` },
        details: { type, id },
      })
    },
  }
}

/** Hashed: a filter may hold 8 KB, and none of it need stay in memory. */
function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function personKey(actor: Actor | undefined): string | undefined {
  if (actor === undefined) return undefined
  const { type, id, email, name } = actor
  const known = id === undefined ? (email ?? name) : idText(id)
  return known === undefined ? undefined : `${type} ${known}`
}

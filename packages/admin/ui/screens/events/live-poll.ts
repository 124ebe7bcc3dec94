/** How is the server asked for what came after the last number, again and again? */
import { ROW_EXTRAS } from '../../../src/page/first-request.ts'
import { api } from '../../core/api.ts'
import { language } from '../../core/i18n.ts'
import type { EventPage, EventRow } from '../../event/event-types.ts'
import { createPace } from './live-pace.ts'
import type { LiveState } from './use-live.ts'

const SOON_MS = 2000
const LATER_MS = 15_000
const SLOWER = 1.5
const LIMIT = 100

export interface PollingOptions {
  /** The list's filters, as the API takes them. */
  readonly filters: string
  readonly from: number
  readonly onState: (state: LiveState) => void
  /** Told the new rows, newest first. */
  readonly onRows: (rows: readonly EventRow[]) => void
}

/** Begins to ask, more rarely while nothing comes and never while nobody looks; returns how to end it. */
export function startPolling({ filters, from, onState, onRows }: PollingOptions): () => void {
  const control = new AbortController()
  const { signal } = control
  const isOneGroup = /(^|&)group=/.test(filters)
  const pace = createPace(Date.now())
  let after = from
  let wait = SOON_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  async function poll(): Promise<void> {
    if (document.hidden) return
    try {
      const page = await api<EventPage>(pathAfter(filters, after), { signal })
      if (signal.aborted) return
      const isFull = page.events.length >= LIMIT
      const isFlooded = pace.note(page.events.length, { isFull, nowMs: Date.now() })
      after = page.sequencedUpTo ?? after
      onState(isFlooded ? 'flooded' : isFull ? 'catching-up' : 'on')
      if (isFlooded && isFull) await skipAhead()
      else hand(page.events.toReversed())
      wait = page.events.length > 0 ? SOON_MS : Math.min(LATER_MS, wait * SLOWER)
      plan(isFull && !isFlooded ? 0 : wait)
    } catch (error) {
      if (signal.aborted) return
      const isUnnumbered = (error as { status?: number }).status === 409
      onState(isUnnumbered ? 'impossible' : 'reconnecting')
      wait = Math.min(LATER_MS, wait * SLOWER)
      if (!isUnnumbered) plan(wait)
    }
  }

  /** Of a flood the newest are shown: going through all of it would show an ever older past. */
  async function skipAhead(): Promise<void> {
    const page = await api<EventPage>(pathOfNewest(filters), { signal })
    if (signal.aborted) return
    after = Math.max(after, page.sequencedUpTo ?? 0)
    hand(page.events)
  }

  function hand(events: readonly EventRow[]): void {
    const rows = isOneGroup ? events : events.filter(isOwnRow).map(asFolded)
    if (rows.length > 0) onRows(rows)
  }

  function plan(inMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void poll(), inMs)
  }

  function onVisible(): void {
    clearTimeout(timer)
    if (document.hidden) return
    pace.restart(Date.now())
    wait = SOON_MS
    plan(0)
  }

  plan(SOON_MS)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    control.abort()
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisible)
  }
}

function pathAfter(filters: string, after: number): string {
  const asked = new URLSearchParams(filters)
  asked.set('after', String(after))
  return pathOf(asked)
}

function pathOfNewest(filters: string): string {
  return pathOf(new URLSearchParams(filters))
}

function pathOf(asked: URLSearchParams): string {
  asked.delete('order')
  asked.set('view', 'row')
  asked.set('cols', ROW_EXTRAS)
  asked.set('limit', String(LIMIT))
  asked.set('lang', language())
  return `api/events?${asked.toString()}`
}

/** Members of a group are in its head's row. */
function isOwnRow({ group }: EventRow): boolean {
  return group?.index === undefined
}

/** A head comes when its group is whole. */
function asFolded(row: EventRow): EventRow {
  return row.group === undefined ? row : { ...row, folded: { id: row.group.id, unfinished: false } }
}

/** How is the server asked for what came after the last number, again and again? */
import { ROW_EXTRAS } from '../../../src/page/first-request.ts'
import { api } from '../../core/api.ts'
import { language } from '../../core/i18n.ts'
import type { EventPage, EventRow } from '../../event/event-types.ts'
import type { LiveState } from './use-live.ts'

const SOON_MS = 2000
const LATER_MS = 15_000
const SLOWER = 1.5
const LIMIT = 100
/** Full answers one after the other: more comes than anybody reads. */
const FLOOD = 3

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
  const isOneGroup = /(^|&)group=/.test(filters)
  let after = from
  let wait = SOON_MS
  let full = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function poll(): Promise<void> {
    if (document.hidden) return
    try {
      const page = await api<EventPage>(pollPath(filters, after), { signal: control.signal })
      if (control.signal.aborted) return
      after = page.sequencedUpTo ?? after
      const isFull = page.events.length >= LIMIT
      full = isFull ? full + 1 : 0
      onState(full >= FLOOD ? 'flooded' : isFull ? 'catching-up' : 'on')
      const rows = page.events.filter((row) => isOneGroup || isOwnRow(row)).toReversed()
      if (rows.length > 0) onRows(rows)
      wait = page.events.length > 0 ? SOON_MS : Math.min(LATER_MS, wait * SLOWER)
      plan(isFull && full < FLOOD ? 0 : wait)
    } catch (error) {
      if (control.signal.aborted) return
      const isUnnumbered = (error as { status?: number }).status === 409
      onState(isUnnumbered ? 'impossible' : 'reconnecting')
      wait = Math.min(LATER_MS, wait * SLOWER)
      if (!isUnnumbered) plan(wait)
    }
  }

  function plan(inMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void poll(), inMs)
  }

  function onVisible(): void {
    clearTimeout(timer)
    if (document.hidden) return
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

function pollPath(filters: string, after: number): string {
  const asked = new URLSearchParams(filters)
  asked.delete('order')
  asked.set('view', 'row')
  asked.set('cols', ROW_EXTRAS)
  asked.set('limit', String(LIMIT))
  asked.set('after', String(after))
  asked.set('lang', language())
  return `api/events?${asked.toString()}`
}

/** Members of a group are in its head's row. */
function isOwnRow({ group }: EventRow): boolean {
  return group?.index === undefined
}

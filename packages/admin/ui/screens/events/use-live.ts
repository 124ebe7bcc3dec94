/**
 * How does the list stay alive? It asks for what came after the last number it has seen.
 *
 * No event stream: six of them would block every other request to an application that speaks
 * HTTP/1.1. New rows wait where somebody is reading.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from '../../core/api.ts'
import { language } from '../../core/i18n.ts'
import type { EventPage, EventRow } from '../../event/event-types.ts'
import { ROW_EXTRAS } from '../../../src/page/first-request.ts'
import { filterText } from './list-query.ts'

const SOON_MS = 2000
const LATER_MS = 15_000
const SLOWER = 1.5
const LIMIT = 100
/** Full answers one after the other: more comes than anybody reads. */
const FLOOD = 3

export type LiveState = 'off' | 'on' | 'catching-up' | 'reconnecting' | 'flooded' | 'impossible'

export interface Live {
  readonly state: LiveState
  /** Rows that wait, newest first. */
  readonly waiting: readonly EventRow[]
  readonly clear: () => void
}

export interface LiveOptions {
  readonly isOn: boolean
  readonly query: URLSearchParams
  /** From where to go on; null where events have no numbers. */
  readonly from: number | null
  /** Changes with the list: what waited for another one is forgotten. */
  readonly key: string
}

export function useLive({ isOn, query, from, key }: LiveOptions): Live {
  const [state, setState] = useState<LiveState>('off')
  const [waiting, setWaiting] = useState<readonly EventRow[]>([])
  const text = useRef('')
  text.current = filterText(query)

  useEffect(() => {
    setWaiting([])
    if (!isOn || key === '') {
      setState('off')
      return undefined
    }
    if (from === null || text.current.includes('order=oldest')) {
      setState('impossible')
      return undefined
    }
    setState('on')
    const control = new AbortController()
    let after = from
    let wait = SOON_MS
    let full = 0
    let timer: ReturnType<typeof setTimeout> | undefined

    async function poll(): Promise<void> {
      if (document.hidden) return
      try {
        const page = await api<EventPage>(pollPath(text.current, after), { signal: control.signal })
        if (control.signal.aborted) return
        after = page.sequencedUpTo ?? after
        const isFull = page.events.length >= LIMIT
        full = isFull ? full + 1 : 0
        setState(full >= FLOOD ? 'flooded' : isFull ? 'catching-up' : 'on')
        const isOneGroup = /(^|&)group=/.test(text.current)
        const rows = page.events.filter((row) => isOneGroup || isOwnRow(row)).toReversed()
        if (rows.length > 0) setWaiting((before) => [...rows, ...before].slice(0, LIMIT * FLOOD))
        wait = page.events.length > 0 ? SOON_MS : Math.min(LATER_MS, wait * SLOWER)
        plan(isFull && full < FLOOD ? 0 : wait)
      } catch (error) {
        if (control.signal.aborted) return
        const isUnnumbered = (error as { status?: number }).status === 409
        setState(isUnnumbered ? 'impossible' : 'reconnecting')
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
  }, [isOn, key, from])

  return { state, waiting, clear: () => setWaiting([]) }
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

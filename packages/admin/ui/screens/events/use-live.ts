/**
 * How does the list stay alive? It asks for what came after the last number it has seen.
 *
 * No event stream: six of them would block every other request to an application that speaks
 * HTTP/1.1. New rows wait where somebody is reading. The asking itself is in `live-poll.ts`, which
 * comes when somebody switches it on.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import { askedOf } from '../../../src/page/first-request.ts'
import { tellOutdated } from '../../core/reloading.ts'
import type { EventRow } from '../../event/event-types.ts'
import { loadPolling } from './lazy-parts.ts'

/** More wait nowhere: whoever comes back to that many loads the list again. */
const MOST_WAITING = 300

export type LiveState = 'off' | 'on' | 'catching-up' | 'reconnecting' | 'flooded' | 'impossible'

export interface Live {
  readonly state: LiveState
  /** Rows that wait, newest first. */
  readonly waiting: readonly EventRow[]
  /** More came than are kept: the list has to be loaded again. */
  readonly isOverfull: boolean
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
  text.current = askedOf(query).toString()

  useEffect(() => {
    setWaiting([])
    if (!isOn || key === '') {
      setState('off')
      return undefined
    }
    const filters = text.current
    if (from === null || filters.includes('order=oldest')) {
      setState('impossible')
      return undefined
    }
    setState('on')
    let isOver = false
    let stop = (): void => {
      isOver = true
    }
    const onRows = (rows: readonly EventRow[]): void =>
      setWaiting((before) => [...rows, ...before].slice(0, MOST_WAITING))
    loadPolling().then((startPolling) => {
      if (!isOver) stop = startPolling({ filters, from, onState: setState, onRows })
    }, tellOutdated)
    return () => stop()
  }, [isOn, key, from])

  const isOverfull = waiting.length === MOST_WAITING
  return { state, waiting, isOverfull, clear: () => setWaiting([]) }
}

/**
 * Which rows does the list have, and what is known about the rest?
 *
 * The old rows stay until the new ones are there. Counting is a request of its own, so that it never
 * delays a row.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { firstRequest } from '../../../src/page/first-request.ts'
import { api } from '../../core/api.ts'
import { language } from '../../core/i18n.ts'
import type { EventCount, EventPage, EventRow } from '../../event/event-types.ts'

export interface EventList {
  /** The API's address of the first rows: which list this is. */
  readonly key: string
  readonly rows: readonly EventRow[]
  /** Undefined while it is not known. */
  readonly count: EventCount | undefined
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly isLoadingMore: boolean
  readonly error: unknown
  readonly moreError: unknown
  readonly asOf: Date | undefined
  /** From where live reading goes on; null where events have no numbers. */
  readonly sequencedUpTo: number | null
  readonly loadMore: () => void
  readonly reload: () => void
  /** Puts rows on top that came in the meantime. */
  readonly prepend: (rows: readonly EventRow[]) => void
}

interface State {
  readonly key: string
  readonly rows: readonly EventRow[]
  readonly next: string | null
  readonly count: EventCount | undefined
  readonly isLoading: boolean
  readonly isLoadingMore: boolean
  readonly error: unknown
  readonly moreError: unknown
  readonly asOf: Date | undefined
  readonly sequencedUpTo: number | null
}

const NOTHING: State = {
  key: '',
  rows: [],
  next: null,
  count: undefined,
  isLoading: true,
  isLoadingMore: false,
  error: undefined,
  moreError: undefined,
  asOf: undefined,
  sequencedUpTo: null,
}

export function useEventList(search: string): EventList {
  const key = firstRequest(search, language())
  const [state, setState] = useState<State>(NOTHING)
  const [attempt, setAttempt] = useState(0)
  const current = useRef(state)
  current.current = state
  // A page that is under way belongs to one list only.
  const more = useRef<AbortController | undefined>(undefined)

  useEffect(() => {
    const control = new AbortController()
    more.current?.abort()
    setState((before) => ({ ...before, isLoading: true, isLoadingMore: false }))
    api<EventPage>(key, { signal: control.signal }).then(
      ({ events, next, sequencedUpTo }) => {
        const isWhole = next === null && !events.some(({ folded }) => folded !== undefined)
        const count = isWhole ? { n: events.length, exact: true } : undefined
        setState({
          ...NOTHING,
          key,
          rows: events,
          next,
          count,
          sequencedUpTo,
          isLoading: false,
          asOf: new Date(),
        })
        if (!isWhole)
          void countRows(key, control.signal, (n) =>
            setState((now) => (now.key === key ? { ...now, count: n } : now)),
          )
      },
      (error: unknown) => {
        if (control.signal.aborted) return
        setState((before) => ({ ...before, error, isLoading: false }))
      },
    )
    return () => control.abort()
  }, [key, attempt])

  const loadMore = useCallback(() => {
    const { next, isLoading, isLoadingMore, key: at } = current.current
    if (next === null || isLoading || isLoadingMore) return
    const control = new AbortController()
    more.current = control
    setState((before) => ({ ...before, isLoadingMore: true, moreError: undefined }))
    api<EventPage>(`${at}&${new URLSearchParams({ cursor: next }).toString()}`, {
      signal: control.signal,
    }).then(
      (page) => {
        setState((before) => ({
          ...before,
          rows: joined(before.rows, page.events),
          next: page.next,
          isLoadingMore: false,
        }))
      },
      (moreError: unknown) => {
        if (control.signal.aborted) return
        setState((before) => ({ ...before, moreError, isLoadingMore: false }))
      },
    )
  }, [])

  const reload = useCallback(() => setAttempt((n) => n + 1), [])
  const prepend = useCallback((rows: readonly EventRow[]) => {
    setState((before) => ({
      ...before,
      rows: joined(rows, before.rows),
      count:
        before.count?.exact === true
          ? { n: before.count.n + rows.length, exact: true }
          : before.count,
    }))
  }, [])
  return { ...state, hasMore: state.next !== null, loadMore, reload, prepend }
}

async function countRows(
  key: string,
  signal: AbortSignal,
  onCount: (count: EventCount) => void,
): Promise<void> {
  try {
    const path = key.replace(/([?&])limit=\d+/, '$1limit=1').replace(/([?&])groups=1&?/, '$1')
    const { count } = await api<EventPage>(`${path}&count=1`, { signal })
    if (count !== null) onCount(count)
  } catch {
    // Without a count the list is complete all the same.
  }
}

/** A row that was there already does not come twice. */
function joined(first: readonly EventRow[], second: readonly EventRow[]): readonly EventRow[] {
  const known = new Set(first.map(({ id }) => id))
  return [...first, ...second.filter(({ id }) => !known.has(id))]
}

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
  /** Ids of its rows, kept beside them: looking for one must not become slower with each page. */
  const known = useRef<Set<string>>(new Set())

  useEffect(() => {
    const control = new AbortController()
    more.current?.abort()
    setState((before) => ({ ...before, isLoading: true, isLoadingMore: false }))
    // What comes from something else than this API may be no list: that is a failure as well.
    const asked = api<EventPage>(key, { signal: control.signal }).then(
      ({ events, next, sequencedUpTo }) => {
        const isWhole = next === null && !events.some(({ folded }) => folded !== undefined)
        const count = isWhole ? { n: events.length, exact: true } : undefined
        known.current = new Set(events.map(({ id }) => id))
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
        // What the list leaves out is counted as well.
        if (!isWhole || key.includes('looks=0'))
          void countRows(key, control.signal, (n) =>
            setState((now) => (now.key === key ? { ...now, count: n } : now)),
          )
      },
    )
    asked.catch((error: unknown) => {
      if (control.signal.aborted) return
      setState((before) => ({ ...before, error, isLoading: false }))
    })
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
        if (control.signal.aborted) return
        const added = fresh(page.events, known.current)
        setState((before) => ({
          ...before,
          rows: [...before.rows, ...added],
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
  const prepend = useCallback((arrived: readonly EventRow[]) => {
    const rows = fresh(arrived, known.current)
    // How many events are behind a group's one row, the server knows.
    const isCounted = !rows.some(({ folded }) => folded !== undefined)
    setState((before) => ({
      ...before,
      rows: [...rows, ...before.rows],
      count: isCounted ? countWith(before.count, rows.length) : before.count,
    }))
    if (isCounted) return
    const { key: at } = current.current
    void countRows(at, undefined, (count) =>
      setState((now) => (now.key === at ? { ...now, count } : now)),
    )
  }, [])
  return { ...state, hasMore: state.next !== null, loadMore, reload, prepend }
}

async function countRows(
  key: string,
  signal: AbortSignal | undefined,
  onCount: (count: EventCount) => void,
): Promise<void> {
  try {
    const path = key.replace(/([?&])limit=\d+/, '$1limit=1')
    const { count } = await api<EventPage>(
      `${path}&count=1`,
      signal === undefined ? {} : { signal },
    )
    if (count !== null) onCount(count)
  } catch {
    // Without a count the list is complete all the same.
  }
}

function countWith(count: EventCount | undefined, more: number): EventCount | undefined {
  if (count?.exact !== true) return count
  const { n, lines } = count
  return { ...count, n: n + more, ...(lines === undefined ? {} : { lines: lines + more }) }
}

/** Of rows that come, those that the list does not have yet; from then on it has them. */
function fresh(rows: readonly EventRow[], known: Set<string>): readonly EventRow[] {
  return rows.filter(({ id }) => !known.has(id) && known.add(id))
}

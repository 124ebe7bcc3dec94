/** The record's events, newest first, page by page. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { api } from '../../core/api.ts'
import type { FullEvent, RecordRef } from '../../event/event-types.ts'
import type { HistoryPage } from './past-types.ts'

export interface History {
  readonly events: readonly FullEvent[] | undefined
  /** Where such records are audited, as far as anybody knows. */
  readonly place: string | undefined
  readonly error: unknown
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly asOf: Date | undefined
  readonly loadMore: () => void
  readonly reload: () => void
}

type State = Omit<History, 'loadMore' | 'reload' | 'hasMore'> & { readonly next: string | null }

const NOTHING: State = {
  events: undefined,
  place: undefined,
  error: undefined,
  isLoading: true,
  next: null,
  asOf: undefined,
}

export function useHistory({ type, id }: RecordRef, filters: string): History {
  const [state, setState] = useState<State>(NOTHING)
  const [attempt, setAttempt] = useState(0)
  const query = new URLSearchParams(filters)
  query.set('tt', type)
  query.set('tid', id)
  const path = `api/history?${query.toString()}`
  const control = useRef<AbortController | undefined>(undefined)

  function load(cursor: string | null): void {
    control.current?.abort()
    const { signal } = (control.current = new AbortController())
    setState((before) => ({ ...before, isLoading: true }))
    const page = cursor === null ? '' : `&${new URLSearchParams({ cursor }).toString()}`
    api<HistoryPage>(path + page, { signal }).then(
      ({ events, next, place }) =>
        setState((before) => ({
          events: cursor === null ? events : [...(before.events ?? []), ...events],
          place: place ?? undefined,
          next,
          error: undefined,
          isLoading: false,
          asOf: new Date(),
        })),
      (error: unknown) => {
        if (!signal.aborted) setState((before) => ({ ...before, error, isLoading: false }))
      },
    )
  }

  useEffect(() => {
    if (type !== '' && id !== '') load(null)
    return () => control.current?.abort()
  }, [path, attempt])
  return {
    ...state,
    hasMore: state.next !== null,
    loadMore: () => load(state.next),
    reload: () => setAttempt((n) => n + 1),
  }
}

/**
 * How does a screen read something and stay right when it is asked for something else meanwhile?
 *
 * The old answer stays until the new one is there, and stays beside a failure.
 */
import { useCallback, useEffect, useState } from 'preact/hooks'
import { api } from './api.ts'

export interface Requested<T> {
  readonly data: T | undefined
  readonly error: unknown
  readonly isLoading: boolean
  /** When `data` came. */
  readonly asOf: Date | undefined
  readonly retry: () => void
}

/** Reads `path` of the API, again whenever it changes; nothing while it is undefined. */
export function useRequest<T>(path: string | undefined): Requested<T> {
  const [state, setState] = useState<Omit<Requested<T>, 'retry'>>({
    data: undefined,
    error: undefined,
    isLoading: path !== undefined,
    asOf: undefined,
  })
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (path === undefined) return undefined
    const control = new AbortController()
    setState((before) => ({ ...before, isLoading: true }))
    api<T>(path, { signal: control.signal }).then(
      (data) => setState({ data, error: undefined, isLoading: false, asOf: new Date() }),
      (error: unknown) => {
        if (control.signal.aborted) return
        setState((before) => ({ ...before, error, isLoading: false }))
      },
    )
    return () => control.abort()
  }, [path, attempt])
  const retry = useCallback(() => setAttempt((n) => n + 1), [])
  return { ...state, retry }
}

/** How does the screen read the configuration, with the version that a change must name? */
import { useCallback, useEffect, useState } from 'preact/hooks'
import { apiReply } from '../../core/api.ts'
import type { Reply } from '../../core/api.ts'
import type { Config } from './config-types.ts'

export interface Loaded {
  readonly config: Config
  readonly etag: string | undefined
}

export interface ConfigState {
  readonly loaded: Loaded | undefined
  readonly error: unknown
  readonly asOf: Date | undefined
  readonly retry: () => void
  /** Takes an answer that came otherwise. */
  readonly put: (loaded: Loaded) => void
}

export function useConfig(): ConfigState {
  const [state, setState] = useState<Omit<ConfigState, 'retry' | 'put'>>({
    loaded: undefined,
    error: undefined,
    asOf: undefined,
  })
  const [attempt, setAttempt] = useState(0)
  const put = useCallback(
    (loaded: Loaded) => setState({ loaded, error: undefined, asOf: new Date() }),
    [],
  )
  useEffect(() => {
    const control = new AbortController()
    readConfig(control.signal).then(put, (error: unknown) => {
      if (!control.signal.aborted) setState((before) => ({ ...before, error }))
    })
    return () => control.abort()
  }, [attempt, put])
  const retry = useCallback(() => setAttempt((n) => n + 1), [])
  return { ...state, retry, put }
}

export async function readConfig(signal?: AbortSignal): Promise<Loaded> {
  return loadedOf(await apiReply<Config>('api/config', signal === undefined ? {} : { signal }))
}

export function loadedOf({ body, etag }: Reply<Config>): Loaded {
  return { config: body, etag }
}

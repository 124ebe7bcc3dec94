/** How is one request read and changed, over the version that was read? */
import { useCallback, useEffect, useState } from 'preact/hooks'
import { apiReply } from '../../core/api.ts'
import type { Reply } from '../../core/api.ts'
import type { RequestJson } from './request-types.ts'

export interface OneRequest {
  readonly data: RequestJson | undefined
  readonly error: unknown
  readonly retry: () => void
  /** @throws ApiError */
  readonly step: (name: string, body: object) => Promise<RequestJson>
}

export function useOneRequest(id: string): OneRequest {
  const [reply, setReply] = useState<Reply<RequestJson>>()
  const [error, setError] = useState<unknown>()
  const [attempt, setAttempt] = useState(0)
  const path = `api/requests/${encodeURIComponent(id)}`
  useEffect(() => {
    const control = new AbortController()
    apiReply<RequestJson>(path, { signal: control.signal }).then(
      (read) => {
        setReply(read)
        setError(undefined)
      },
      (thrown: unknown) => {
        if (!control.signal.aborted) setError(thrown)
      },
    )
    return () => control.abort()
  }, [path, attempt])
  const retry = useCallback(() => setAttempt((n) => n + 1), [])
  const step = useCallback(
    async (name: string, body: object) => {
      const tag = reply?.etag === undefined ? {} : { ifMatch: reply.etag }
      const next = await apiReply<RequestJson>(`${path}/${name}`, { method: 'POST', body, ...tag })
      setReply(next)
      return next.body
    },
    [path, reply?.etag],
  )
  return { data: reply?.body, error, retry, step }
}

/** How is one request read and changed, over the version that was read? */
import { useCallback, useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../core/api-error.ts'
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

const UNDONE: ReadonlySet<string> = new Set(['AUDIT_ERASURE_HELD', 'AUDIT_ERASURE_UNAVAILABLE'])

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
      const ask = { method: 'POST', body, ...tag } as const
      const next = await apiReply<RequestJson>(`${path}/${name}`, ask).catch((thrown: unknown) => {
        // It was begun and given up: what is there is another version than what was read.
        if (thrown instanceof ApiError && UNDONE.has(thrown.body.code ?? '')) retry()
        throw thrown
      })
      setReply(next)
      return next.body
    },
    [path, reply?.etag, retry],
  )
  return { data: reply?.body, error, retry, step }
}

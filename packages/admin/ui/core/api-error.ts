/** How can a request fail, as far as a person on the page has to know? */

export type FailureKind =
  | 'signed-out'
  | 'denied'
  | 'invalid'
  | 'not-found'
  /** Somebody else changed it since it was read. */
  | 'conflict'
  | 'too-many'
  | 'server'
  /** No answer came. */
  | 'offline'

/** What the API says of a failure. */
export interface FailureBody {
  readonly code?: string
  readonly message?: string
  /** The query key or the part of the body that was wrong. */
  readonly field?: string
  readonly permission?: string
  readonly requestId?: string
  readonly [key: string]: unknown
}

/** The only error that `api` throws, apart from the `AbortError` of its signal. */
export class ApiError extends Error {
  readonly kind: FailureKind
  readonly status: number
  readonly body: FailureBody
  readonly retryAfterSeconds: number | undefined

  constructor(
    kind: FailureKind,
    status: number,
    body: FailureBody = {},
    retryAfterSeconds?: number,
  ) {
    super(body.message ?? kind)
    this.name = 'ApiError'
    this.kind = kind
    this.status = status
    this.body = body
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Which kind of failure a status is. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'denied'
  if (status === 404) return 'not-found'
  if (status === 409 || status === 412) return 'conflict'
  if (status === 429) return 'too-many'
  return status >= 500 ? 'server' : 'invalid'
}

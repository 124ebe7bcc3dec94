/**
 * How does the page speak with its API?
 *
 * One function for reading and writing. What is no JSON is taken for a login page, which
 * applications answer with status 200.
 */
import { ApiError, kindOfStatus } from './api-error.ts'
import type { FailureBody } from './api-error.ts'
import { root } from './boot.ts'
import { language } from './i18n.ts'
import { reportReach } from './reach.ts'

export interface ApiOptions {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: unknown
  /** The ETag of what is changed. */
  readonly ifMatch?: string
  readonly signal?: AbortSignal
}

export interface Reply<T> {
  readonly body: T
  readonly etag: string | undefined
}

/**
 * Asks the API.
 *
 * @param path - Below the mount, e.g. `api/events?op=delete`.
 * @throws {@link ApiError}, and an `AbortError` if `signal` ended the request.
 */
export async function api<T>(path: string, options: ApiOptions = {}): Promise<T> {
  return (await apiReply<T>(path, options)).body
}

/** The same with the answer's ETag, for what is changed later. */
export async function apiReply<T>(path: string, options: ApiOptions = {}): Promise<Reply<T>> {
  const response = await send(path, options)
  const json = await tryJson(response)
  if (json === undefined) {
    const kind =
      response.ok || response.status === 403 ? 'signed-out' : kindOfStatus(response.status)
    throw failed(new ApiError(kind, response.status, {}, retryAfter(response)))
  }
  if (response.ok) {
    reportReach('ok')
    return { body: json as T, etag: response.headers.get('etag') ?? undefined }
  }
  const kind = kindOfStatus(response.status)
  throw failed(new ApiError(kind, response.status, json as FailureBody, retryAfter(response)))
}

async function send(path: string, options: ApiOptions): Promise<Response> {
  const { method = 'GET', body, ifMatch, signal } = options
  const headers: Record<string, string> = {}
  // A request that the document has already begun must look the same, or it is made twice.
  if (!/[?&]lang=/.test(path)) headers['Accept-Language'] = language()
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json'
    headers['X-Audit-Request'] = '1'
  }
  if (ifMatch !== undefined) headers['If-Match'] = ifMatch
  try {
    return await fetch(new URL(path, root), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw failed(new ApiError('offline', 0))
  }
}

/** The status line speaks for every request alike. */
function failed(error: ApiError): ApiError {
  if (error.kind === 'signed-out' || error.kind === 'offline') reportReach(error.kind)
  else reportReach('ok')
  return error
}

async function tryJson(response: Response): Promise<unknown> {
  if (!/^application\/(?:[\w.+-]*\+)?json/i.test(response.headers.get('content-type') ?? '')) {
    return undefined
  }
  try {
    return (await response.json()) as unknown
  } catch {
    return undefined
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds : undefined
}

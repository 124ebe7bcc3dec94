/**
 * How do requests come in from Express and answers go out?
 *
 * The one file that knows Express, and it knows shapes only: versions 4 and 5 alike, without
 * importing either. It uses Node's own `ServerResponse`, because what Express adds to it depends
 * on the application's settings.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readFormBody, readJsonBody } from './http/body.ts'
import type { AdminRequest, Answer } from './http/exchange.ts'
import { API_HEADERS, VARY } from './http/headers.ts'
import type { AskHost, Serve } from './serve.ts'

/** What the router reads of a request. Express's own requests are of this shape. */
export interface MountedRequest extends IncomingMessage {
  originalUrl?: string
  hostname?: string
  body?: unknown
}

/** What `authorize` is given, unless it names a type of its own: Express's `Request`, for one. */
export interface HostRequest extends MountedRequest {
  /** What a login put there. */
  user?: Readonly<Record<string, unknown>> | undefined
  /** The same, by express-jwt. */
  auth?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Usable as `app.use('/any/path', handler)`, whatever the application's own types say of `user`:
 * an interface would not be assignable to a record.
 */
export type AdminHandler = (
  request: MountedRequest,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

/** What the application is asked with its own request. */
export type HostFunctions = {
  readonly [K in keyof AskHost]: (request: MountedRequest) => unknown
}

/** Never calls `next`: below the mount everything is answered here. */
export function toExpress(serve: Serve, host: HostFunctions): AdminHandler {
  return (request, response) => {
    const isHead = request.method === 'HEAD'
    serve(readRequest(request), askOf(host, request))
      .then(
        (answer) => send(response, answer, isHead),
        // Only the operator's own logger can have failed: the failure itself was answered.
        () => send(response, { status: 500 }, isHead),
      )
      // What the host wraps around a response may throw; unheard, that would end the process.
      .catch(() => response.destroy())
  }
}

function askOf(host: HostFunctions, request: MountedRequest): AskHost {
  return {
    authorize: () => host.authorize(request),
    language: () => host.language(request),
    basePath: () => host.basePath(request),
  }
}

function readRequest(request: MountedRequest): AdminRequest {
  const [path, search] = splitUrl(request.url ?? '/')
  const [fullPath] = splitUrl(request.originalUrl ?? request.url ?? '/')
  return {
    method: request.method ?? 'GET',
    path,
    search,
    fullPath,
    remoteAddress: request.socket.remoteAddress ?? '',
    hostname: typeof request.hostname === 'string' ? request.hostname : undefined,
    header: (name) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
    json: () => readJsonBody(request),
    form: () => readFormBody(request),
  }
}

/** Path and query as sent. A proxy's absolute form loses its host. */
function splitUrl(url: string): [path: string, search: string] {
  const local = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  const mark = local.indexOf('?')
  const path = mark === -1 ? local : local.slice(0, mark)
  return [path === '' ? '/' : path, mark === -1 ? '' : local.slice(mark + 1)]
}

async function send(response: ServerResponse, answer: Answer, isHead: boolean): Promise<void> {
  const { body } = answer
  if (body !== undefined && 'send' in body) {
    try {
      setHeaders(response, answer)
    } finally {
      // Also where nobody is listening any more: what it holds must be let go, and recorded.
      await body.send(response)
    }
    return
  }
  // Somebody before us answered, or nobody is listening any more.
  if (response.headersSent || response.destroyed) return
  setHeaders(response, answer)
  if (body === undefined) {
    response.end()
    return
  }
  if ('bytes' in body) {
    response.setHeader('Content-Length', body.bytes.byteLength)
    response.end(isHead ? undefined : body.bytes)
    return
  }
  const isPage = 'html' in body
  const text = isPage ? body.html : JSON.stringify(body.json)
  const kind = isPage ? 'text/html' : 'application/json'
  response.setHeader('Content-Type', `${kind}; charset=utf-8`)
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(isHead ? undefined : text)
}

function setHeaders(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return
  const { body } = answer
  response.statusCode = answer.status
  const isApi = answer.plain !== true && (body === undefined || 'json' in body)
  for (const [name, value] of Object.entries({
    ...(isApi ? API_HEADERS : {}),
    ...answer.headers,
  })) {
    response.setHeader(name, value)
  }
  for (const cookie of answer.cookies ?? []) response.appendHeader('Set-Cookie', cookie)
  // A file of the page says itself what it depends on, and is the same for everybody.
  if (isApi || (body !== undefined && ('html' in body || 'send' in body))) {
    response.setHeader('Vary', mergeVary(response.getHeader('Vary')))
  }
}

/** What the host's own middleware varies by stays. */
function mergeVary(present: number | string | readonly string[] | undefined): string {
  const names = new Map<string, string>()
  for (const part of [String(present ?? ''), VARY].join(',').split(',')) {
    const name = part.trim()
    if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
  }
  return [...names.values()].join(', ')
}

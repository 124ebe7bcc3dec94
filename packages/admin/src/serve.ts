/**
 * What does a request get?
 *
 * The order of the questions: is it only asking what may be asked, who is it, what does it want,
 * may they. Framework-free; `express.ts` brings requests here.
 */
import { AuditError, didYouMean, pickLanguage, splitRequest } from '@rastro/core'
import type { AuditContext, ContextKeeper, Language, Logger } from '@rastro/core'
import { decide } from './access/authorize.ts'
import type { Access } from './access/authorize.ts'
import { errorAnswer, originOf } from './http/error-answer.ts'
import type { AdminRequest, Answer } from './http/exchange.ts'
import { readQueryString } from './http/query-string.ts'
import { Refusal, denied, notFound } from './http/refusal.ts'
import { assetAnswer, isAssetPath } from './page/asset-answer.ts'
import { createPage } from './page/page.ts'
import type { PageOptions } from './page/page.ts'
import { wantsPage } from './page/page-request.ts'
import { matchPath } from './routes/match.ts'
import type { PathMatch } from './routes/match.ts'
import { isOwnKey } from './routes/params.ts'
import type { Route } from './routes/route.ts'
import type { Service } from './routes/service.ts'

export interface ServeOptions {
  readonly service: Service
  readonly routes: readonly Route[]
  readonly tenant: string
  readonly language: Language
  readonly page: PageOptions
  readonly keeper: ContextKeeper
  readonly log: Logger
}

/** Asks the host; what it answers is untrusted until it was read. */
export interface AskHost {
  /** Who is this? {@link decide} reads it. */
  readonly authorize: () => unknown
  /** In which language does this person read? */
  readonly language: () => unknown
  /** Under which path does the browser have the mount? */
  readonly basePath: () => unknown
}

export type Serve = (request: AdminRequest, askHost: AskHost) => Promise<Answer>

export function createServe(options: ServeOptions): Serve {
  const { service, routes, keeper, log } = options
  const warned = new Set<string>()

  /** Once per kind of mistake: it would be said with every request. */
  function warnOnce(message: string): void {
    if (warned.has(message) || warned.size > 100) return
    warned.add(message)
    log.warn(message)
  }

  function warnWithoutContext(): void {
    if (keeper.current()?.request !== undefined) return
    warnOnce(
      'audit.context() is not mounted before this router: whoever looks, and whatever the ' +
        'routes before it write, is recorded as the system',
    )
  }

  const page = createPage(options.page, { languages: service.languages, warnOnce })

  async function accessOf(askHost: AskHost): Promise<Access> {
    let given: unknown
    try {
      given = await askHost.authorize()
    } catch (error) {
      log.warn(`authorize of the admin router threw: ${originOf(error)}`)
      throw new Refusal('AUDIT_INTERNAL', 'the request failed', { status: 500 })
    }
    const decision = decide(given, options.tenant)
    if (decision.kind === 'signed-out') {
      throw new AuditError('AUDIT_SIGNED_OUT', 'nobody is signed in')
    }
    if (decision.kind === 'misused') {
      warnOnce(`authorize of the admin router was refused: ${decision.reason}`)
    }
    if (decision.kind !== 'granted' || !decision.access.can.has('read')) throw denied('read')
    return decision.access
  }

  async function answer(request: AdminRequest, askHost: AskHost): Promise<Answer> {
    if (request.method === 'OPTIONS') return allowed(routesOf(request), request)
    warnWithoutContext()
    const access = await accessOf(askHost)
    if (request.path === '/' && !isRead(request.method)) {
      throw methodNotAllowed(request, 'GET, HEAD, OPTIONS')
    }
    if (request.path === '/') {
      throw notFound("this address answers 'text/html'; the API is below api/")
    }
    const match = routesOf(request)
    const route = chooseRoute(match, request)
    if (!access.can.has(route.permission)) throw denied(route.permission)
    const texts = readQueryString(request.search)
    assertKeys(route, texts)
    const [own, shared] = splitOwn(texts)
    const given = splitRequest(shared)
    const language = languageOf(given.page.lang ?? request.header('accept-language'))
    return route.handle({ request, access, language, path: match.path, given, own }, service)
  }

  function languageOf(wanted: string | undefined): Language {
    const language = pickLanguage(wanted, options.language)
    return service.languages.includes(language) ? language : options.language
  }

  function routesOf(request: AdminRequest): PathMatch {
    return matchPath(routes, request.path)
  }

  /** The page says itself what went wrong, in the reader's language. */
  async function pageOf(request: AdminRequest, askHost: AskHost): Promise<Answer> {
    let problem: Answer | undefined
    try {
      warnWithoutContext()
      await accessOf(askHost)
    } catch (error) {
      problem = errorAnswer(error, { requestId: requestIdOf(keeper.current()), log })
    }
    return page.answer(request, { askHost, problem })
  }

  return async (request, askHost) => {
    const context = keeper.current()
    try {
      if (isAssetPath(request.path)) return assetAnswer(request)
      if (isRead(request.method) && wantsPage(request)) {
        return page.tryRedirect(request, askHost) ?? (await pageOf(request, askHost))
      }
      return await answer(request, askHost)
    } catch (error) {
      return errorAnswer(error, { requestId: requestIdOf(context), log })
    }
  }
}

function chooseRoute(match: PathMatch, request: AdminRequest): Route {
  if (match.routes.length === 0) throw notFound('there is nothing at this address')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = match.routes.find((one) => one.method === method)
  if (route === undefined) throw methodNotAllowed(request, methodsOf(match))
  return route
}

function allowed(match: PathMatch, request: AdminRequest): Answer {
  if (request.path !== '/' && match.routes.length === 0) {
    throw notFound('there is nothing at this address')
  }
  return { status: 204, headers: { Allow: methodsOf(match) } }
}

function methodsOf({ routes }: PathMatch): string {
  const methods = new Set(['GET', 'HEAD', ...routes.map(({ method }) => method), 'OPTIONS'])
  return [...methods].join(', ')
}

function methodNotAllowed(request: AdminRequest, allow: string): Refusal {
  // Methods are tokens that anybody can make up.
  const method = /^[A-Z]{1,20}$/.test(request.method) ? request.method : 'this method'
  return new Refusal('AUDIT_REQUEST_INVALID', `${method} is not possible here`, {
    status: 405,
    headers: { Allow: allow },
  })
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Keys of single routes apart from those that all queries share. */
function splitOwn(
  texts: ReadonlyMap<string, string>,
): [own: ReadonlyMap<string, string>, shared: ReadonlyMap<string, string>] {
  const own = new Map([...texts].filter(([key]) => isOwnKey(key)))
  return [own, new Map([...texts].filter(([key]) => !isOwnKey(key)))]
}

/** A key that another route takes is as unknown here as one that none takes. */
function assertKeys(route: Route, texts: ReadonlyMap<string, string>): void {
  const known: readonly string[] = route.params
  for (const key of texts.keys()) {
    if (known.includes(key)) continue
    const hint = known.length === 0 ? 'it takes none' : didYouMean(key, known)
    throw new AuditError('AUDIT_QUERY_INVALID', `there is no such query key here: ${hint}`, {
      field: key.slice(0, 64),
    })
  }
}

function requestIdOf(context: AuditContext | undefined): string | undefined {
  try {
    return context?.request?.()?.id
  } catch {
    return undefined
  }
}

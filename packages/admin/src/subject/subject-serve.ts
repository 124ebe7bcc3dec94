/**
 * What does a request at the person's own door get?
 *
 * Every answer is about the person whom the application names and about nobody else: no id of a
 * person is read from a request. Framework-free, as the admin page's door is.
 */
import { AuditError, pickLanguage } from '@rastro/core'
import type { Language, RequestAccess } from '@rastro/core'
import { errorAnswer, originOf } from '../http/error-answer.ts'
import type { AdminRequest, Answer } from '../http/exchange.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { assetAnswer, isAssetPath } from '../page/asset-answer.ts'
import { readChoices } from '../page/page-choices.ts'
import { wantsPage } from '../page/page-request.ts'
import { pageRoot } from '../page/page-root.ts'
import { signInAddress } from '../page/sign-in-url.ts'
import { trySlashRedirect } from '../page/slash-redirect.ts'
import type { AskHost, Serve } from '../serve.ts'
import { subjectApi } from './subject-api.ts'
import { downloadAnswer } from './download.ts'
import { formToken, readOwnForm } from './form.ts'
import { heldAbout } from './held.ts'
import { readIdentity } from './identify.ts'
import { looksAt } from './looks.ts'
import { homePage, messagePage, requestPage } from './page.ts'
import type { PageFrame } from './page.ts'
import { subjectPageHeaders } from './page-headers.ts'
import { tryStyleAnswer } from './page-style.ts'
import type { OwnVisit, SubjectService } from './subject-service.ts'
import type { PageWords } from './page-words.ts'

const MAX_OWN = 100

export function createSubjectServe(service: SubjectService): Serve {
  const { requests, log } = service
  const warned = new Set<string>()

  function warnOnce(message: string): void {
    if (warned.has(message) || warned.size > 100) return
    warned.add(message)
    log.warn(message)
  }

  async function visitOf(request: AdminRequest, askHost: AskHost): Promise<OwnVisit> {
    let given: unknown
    try {
      given = await askHost.authorize()
    } catch (error) {
      log.warn(`identify of the subject router threw: ${originOf(error)}`)
      throw new Refusal('AUDIT_INTERNAL', 'the request failed', { status: 500 })
    }
    const decision = readIdentity(given, service.personal)
    if (decision.kind === 'signed-out') {
      throw new AuditError('AUDIT_SIGNED_OUT', 'nobody is signed in')
    }
    if (decision.kind === 'misused') {
      warnOnce(`identify of the subject router was refused: ${decision.reason}`)
      throw new Refusal('AUDIT_PERMISSION_DENIED', 'nobody knows who this is', { status: 403 })
    }
    const { person } = decision
    return {
      request,
      keys: person.keys,
      access: { tenant: service.tenant, person },
      language: languageOf(request, askHost),
    }
  }

  function languageOf(request: AdminRequest, askHost: AskHost): Language {
    const asked = new URLSearchParams(request.search).get('lang')
    let told: unknown
    try {
      told = askHost.language()
    } catch {
      warnOnce('lang of the subject router threw')
    }
    const wishes = [asked, readChoices(request).language, told, request.header('accept-language')]
    for (const wish of wishes) {
      if (typeof wish !== 'string' || wish === '') continue
      const language = pickLanguage(wish, service.language)
      if (service.languages.includes(language)) return language
    }
    return service.language
  }

  function frameOf(request: AdminRequest, language: Language, token: string): PageFrame {
    return {
      language,
      languages: service.languages,
      choices: readChoices(request),
      root: pageRoot(request.path, undefined),
      title: service.title,
      signIn: signInOf(service.signInUrl, request),
      zone: service.zone,
      now: service.clock.now(),
      formToken: token,
    }
  }

  function pageAnswer(
    request: AdminRequest,
    language: Language,
    page: { readonly status: number; readonly html: (frame: PageFrame) => string },
  ): Answer {
    const { token, cookie } = formToken(request)
    const isChosen = new URLSearchParams(request.search).has('lang')
    const cookies = [
      ...(cookie === undefined ? [] : [cookie]),
      ...(isChosen ? [`audit_lang=${language}; SameSite=Lax; Max-Age=31536000`] : []),
    ]
    return {
      status: page.status,
      headers: subjectPageHeaders(language),
      ...(cookies.length === 0 ? {} : { cookies }),
      body: { html: page.html(frameOf(request, language, token)) },
    }
  }

  async function ownRequests(access: RequestAccess) {
    const page = await requests.list(access, { state: 'all', limit: MAX_OWN })
    return page.requests
  }

  async function page(visit: OwnVisit): Promise<Answer> {
    const { request, access, keys, language } = visit
    const id = /^\/requests\/([0-9A-Z]{26})$/.exec(request.path)?.[1]
    if (id !== undefined) {
      const one = await requests.get(access, id)
      return pageAnswer(request, language, {
        status: 200,
        html: (frame) => requestPage(frame, one),
      })
    }
    if (request.path !== '/') throw notFound('there is nothing at this address')
    const { reader, tenant, catalog, showsStaff } = service
    const [own, looks, about] = await Promise.all([
      ownRequests(access),
      looksAt(keys, { reader, tenant, catalog, language, showsStaff }),
      heldAbout(keys, { reader, tenant, catalog, language }),
    ])
    return pageAnswer(request, language, {
      status: 200,
      html: (frame) => homePage(frame, { requests: own, looks, ...about }),
    })
  }

  /** A form of our page; afterwards the browser is led to where its outcome is seen. */
  async function posted(visit: OwnVisit): Promise<Answer> {
    const { request, access } = visit
    const fields = await readOwnForm(request)
    const [, id = '', step] = /^\/requests(?:\/([0-9A-Z]{26})\/(withdraw|link))?$/.exec(
      request.path,
    ) ?? ['', undefined, 'nothing']
    if (step === undefined) {
      const kind = fields.get('kind') as 'access'
      const opened = await requests.open(access, { kind, message: fields.get('message') ?? '' })
      return seeOther(`requests/${opened.id}`)
    }
    if (step === 'withdraw') {
      await requests.withdraw(access, id)
      return seeOther(`../${id}`)
    }
    if (step !== 'link') throw notFound('there is nothing at this address')
    const { token } = await requests.ownLink(access, id)
    return seeOther(`../../download?${new URLSearchParams({ request: id, token }).toString()}`)
  }

  async function answer(request: AdminRequest, askHost: AskHost): Promise<Answer> {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const redirect = isRead && wantsPage(request) ? trySlashRedirect(request) : undefined
    if (redirect !== undefined) return redirect
    const visit = await visitOf(request, askHost)
    if (request.path.startsWith('/api/')) return subjectApi(visit, service)
    if (request.path === '/download') return downloadAnswer(visit, service)
    if (request.method === 'POST') return posted(visit)
    if (!isRead) throw methodNotAllowed()
    return page(visit)
  }

  /** The page says itself what went wrong, in the person's language. */
  function failed(error: unknown, request: AdminRequest, askHost: AskHost): Answer {
    const problem = errorAnswer(error, { requestId: undefined, log })
    const isForPage = !request.path.startsWith('/api/') && prefersPage(request)
    if (!isForPage) return problem
    const message = messageOf(problem.status, request.path)
    const shown = pageAnswer(request, languageOf(request, askHost), {
      status: problem.status,
      html: (frame) => messagePage(frame, message),
    })
    return { ...shown, headers: { ...shown.headers, ...problem.headers } }
  }

  return async (request, askHost) => {
    try {
      const style = tryStyleAnswer(request.path)
      if (style !== undefined) return style
      if (isAssetPath(request.path)) return assetAnswer(request)
      return await answer(request, askHost)
    } catch (error) {
      return failed(error, request, askHost)
    }
  }
}

/** Back to what was asked for; what was sent is asked for again on the page itself. */
function signInOf(url: string | undefined, request: AdminRequest): string | undefined {
  if (url === undefined) return undefined
  const { method, fullPath, path, search } = request
  if (method !== 'GET' && method !== 'HEAD') {
    return signInAddress(url, fullPath.endsWith(path) ? `${fullPath.slice(0, -path.length)}/` : '/')
  }
  return signInAddress(url, search === '' ? fullPath : `${fullPath}?${search}`)
}

function seeOther(location: string): Answer {
  return {
    status: 303,
    headers: { Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' },
  }
}

function methodNotAllowed(): Refusal {
  return new Refusal('AUDIT_REQUEST_INVALID', 'this method is not possible here', {
    status: 405,
    headers: { Allow: 'GET, HEAD, POST' },
  })
}

function prefersPage(request: AdminRequest): boolean {
  return (request.header('accept') ?? '').toLowerCase().includes('text/html')
}

function messageOf(status: number, path: string): keyof PageWords {
  if (status === 401) return 'signedOut'
  if (status === 404) return 'notFound'
  if (status === 410 && path === '/download') return 'linkInvalid'
  if (status === 409) return 'refused'
  return status === 429 ? 'busy' : 'failed'
}

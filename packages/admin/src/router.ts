/**
 * How is the admin API mounted?
 *
 * Checks its options once and joins the parts: `serve.ts` answers, `express.ts` brings requests.
 */
import type { IncomingMessage } from 'node:http'
import { AuditError, LANGUAGES, checkOptions } from '@rastro/core'
import type {
  AuditReader,
  Catalog,
  Clock,
  CompletenessFunction,
  ContextKeeper,
  Language,
  Logger,
  PersonalData,
  PersonalStore,
  PolicyService,
  RecordFunction,
  RecordLinks,
  SubjectRequests,
  TimeTravel,
} from '@rastro/core'
import type { Authorization } from './access/authorize.ts'
import { toExpress } from './express.ts'
import type { AdminHandler, HostRequest } from './express.ts'
import { jsonAnswer } from './http/exchange.ts'
import { checkHostLinks } from './links/host-links.ts'
import type { HostLinks } from './links/host-links.ts'
import { createLooking } from './looking/looking.ts'
import { createPersonLooks, watchedReader } from './looking/person-looks.ts'
import { openApiDocument } from './openapi/document.ts'
import { ROUTES } from './routes/routes.ts'
import type { Exports } from './routes/service.ts'
import { checkPagePolicy } from './page/page-policy.ts'
import type { PagePolicy } from './page/page-policy.ts'
import { isBasePath } from './page/page-root.ts'
import { SIGN_IN_URL_RULE, isSignInUrl } from './page/sign-in-url.ts'
import { createServe } from './serve.ts'

/** What the router works with; `createAudit` brings all but `authorize`. */
export interface AdminRouterOptions<Request extends IncomingMessage = HostRequest> {
  /**
   * Who may read this log? Asked with every request. Required: there is no public mode.
   *
   * It may name its framework's own request type.
   */
  authorize(request: Request): Authorization | Promise<Authorization>
  readonly reader: AuditReader
  readonly policy: PolicyService
  /** The past of records; without it, its routes answer 404. */
  readonly past?: TimeTravel
  /** How complete the log of `tenant` is; without it, its route answers 404. */
  readonly completeness?: CompletenessFunction
  /** Where what people arrange for themselves is kept; without it, its routes answer 404. */
  readonly personal?: PersonalStore
  /** What persons ask about their data; without it, its routes answer 404. */
  readonly requests?: SubjectRequests
  /** Which records are persons; without it, nobody is told who looked at their data. */
  readonly data?: Pick<PersonalData, 'isPerson' | 'isPersonal'>
  /** Where in the application records are, as their models say. */
  readonly recordLinks?: RecordLinks
  /** Where in the application records, people and organizations are. */
  readonly links?: HostLinks
  /** How files leave, and how many at once; without it, nothing is exported. */
  readonly exports?: Exports
  /** Records that somebody looked. */
  readonly record: RecordFunction
  readonly catalog: Catalog
  readonly keeper: ContextKeeper
  readonly clock: Clock
  /** The audit's IANA time zone. */
  readonly zone: string
  readonly version: string
  readonly log: Logger
  /** The tenant of whoever `authorize` gives no other. Default `default`. */
  readonly tenant?: string
  /** Languages that the page offers. Default: all. */
  readonly languages?: readonly Language[]
  /** What a reader gets whose languages are none of these. Default `en`. */
  readonly language?: Language
  /** The application's name, for headings. */
  readonly title?: string
  /** In which language does this person read the page, if they chose none on it? */
  lang?(request: Request): string | undefined
  /**
   * The mount's path as the browser has it, starting with a slash. Needed behind one kind of proxy
   * only: one that renames the last segment and forwards the address without its trailing slash.
   */
  readonly basePath?: string | ((request: Request) => string)
  /** Default: a strict policy of the page's own, which replaces the application's there. */
  readonly csp?: PagePolicy
  /**
   * Where one signs in, e.g. `/sign-in?next={return}`: the page leads there whoever is signed out,
   * `{return}` being the address to come back to. Default: the page offers to load itself again.
   */
  readonly signInUrl?: string
}

const REQUIRED = [
  'reader',
  'policy',
  'record',
  'catalog',
  'keeper',
  'clock',
  'zone',
  'version',
  'log',
] as const

const OPTIONAL = [
  'authorize',
  'past',
  'completeness',
  'personal',
  'requests',
  'data',
  'exports',
  'recordLinks',
  'links',
  'tenant',
  'languages',
  'language',
  'title',
  'lang',
  'basePath',
  'csp',
  'signInUrl',
] as const

/**
 * Makes the handler to mount with `app.use('/any/path', …)`, on Express 4 and 5.
 *
 * It answers everything below its mount and never passes a request on.
 *
 * @throws {@link AuditError} `AUDIT_AUTHORIZE_REQUIRED` without an `authorize` function;
 * `AUDIT_OPTION_UNKNOWN` and `AUDIT_OPTION_INVALID` for the other options.
 */
export function createAdminRouter<Request extends IncomingMessage = HostRequest>(
  options: AdminRouterOptions<Request>,
): AdminHandler {
  checkOptions('the admin router', options, [...REQUIRED, ...OPTIONAL])
  if (typeof options.authorize !== 'function') {
    throw new AuditError(
      'AUDIT_AUTHORIZE_REQUIRED',
      "the admin router needs an 'authorize' function that says who may read the log",
      { field: 'authorize' },
    )
  }
  for (const name of REQUIRED) {
    if (options[name] !== undefined) continue
    throw new AuditError('AUDIT_OPTION_INVALID', `the admin router needs the option '${name}'`, {
      field: name,
    })
  }
  checkPageOptions(options)
  const {
    policy,
    past,
    completeness,
    personal,
    requests,
    exports,
    recordLinks,
    record,
    catalog,
    keeper,
    clock,
    zone,
    version,
    log,
    title,
  } = options
  const { languages = LANGUAGES, language = 'en', tenant = 'default' } = options
  const openApi = jsonAnswer(200, openApiDocument(ROUTES, { version, title }))
  const looking = createLooking({ record, keeper, clock, log, data: options.data })
  const { data } = options
  const looks =
    data === undefined ? undefined : createPersonLooks({ record, keeper, clock, log, data })
  const reader =
    looks === undefined || data === undefined
      ? options.reader
      : watchedReader(options.reader, { looks, data })
  const service = {
    reader,
    unwatched: options.reader,
    looks,
    policy,
    past,
    completeness,
    personal,
    requests,
    exports,
    links: checkHostLinks(options.links),
    recordLinks,
    keeper,
    tenant,
    clock,
    catalog,
    looking,
    languages,
    zone,
    version,
    title,
    openApi,
  }
  const { csp, signInUrl, basePath } = options
  const page = { csp, signInUrl, title, version, language }
  const serve = createServe({ service, routes: ROUTES, page, tenant, language, keeper, log })
  // Who mounts it knows what requests its framework makes; the router reads less of them.
  const own = (request: IncomingMessage): Request => request as Request
  return toExpress(serve, {
    authorize: (request) => options.authorize(own(request)),
    language: (request) => options.lang?.(own(request)),
    basePath: (request) => (typeof basePath === 'function' ? basePath(own(request)) : basePath),
  })
}

function checkPageOptions(options: object): void {
  const { lang, basePath, csp, signInUrl } = options as Readonly<Record<string, unknown>>
  checkPagePolicy(csp)
  refuse(lang !== undefined && typeof lang !== 'function', 'lang', 'must be a function')
  refuse(
    basePath !== undefined && typeof basePath !== 'function' && !isBasePath(basePath),
    'basePath',
    "must be a path such as '/admin/audit', or a function that gives one",
  )
  refuse(signInUrl !== undefined && !isSignInUrl(signInUrl), 'signInUrl', SIGN_IN_URL_RULE)
}

function refuse(isWrong: boolean, field: string, why: string): void {
  if (!isWrong) return
  throw new AuditError('AUDIT_OPTION_INVALID', `the admin router's option '${field}' ${why}`, {
    field,
  })
}

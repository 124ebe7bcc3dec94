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
  PolicyService,
  RecordFunction,
  TimeTravel,
} from '@rastro/core'
import type { Authorization } from './access/authorize.ts'
import { toExpress } from './express.ts'
import type { AdminHandler, HostRequest } from './express.ts'
import { jsonAnswer } from './http/exchange.ts'
import { createLooking } from './looking/looking.ts'
import { openApiDocument } from './openapi/document.ts'
import { ROUTES } from './routes/routes.ts'
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
  'tenant',
  'languages',
  'language',
  'title',
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
  const {
    reader,
    policy,
    past,
    completeness,
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
  const looking = createLooking({ record, keeper, clock, log })
  const service = {
    reader,
    policy,
    past,
    completeness,
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
  const serve = createServe({ service, routes: ROUTES, tenant, language, keeper, log })
  // Who mounts it knows what requests its framework makes; the router reads less of them.
  return toExpress(serve, (request) => options.authorize(request as IncomingMessage as Request))
}

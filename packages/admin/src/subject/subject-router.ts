/** The person's own door, to be mounted: `app.use('/me/data', …)`. */
import type { IncomingMessage } from 'node:http'
import { AuditError, LANGUAGES, checkOptions } from '@rastro/core'
import type { Language } from '@rastro/core'
import { toExpress } from '../express.ts'
import type { AdminHandler, HostRequest } from '../express.ts'
import { SIGN_IN_URL_RULE, isSignInUrl } from '../page/sign-in-url.ts'
import type { Identity } from './identify.ts'
import { createSubjectServe } from './subject-serve.ts'
import type { SubjectService } from './subject-service.ts'

/** What the router works with; `createAudit` brings all but what an application says. */
export interface SubjectRouterOptions<Request extends IncomingMessage = HostRequest> extends Omit<
  SubjectService,
  'languages' | 'language' | 'title' | 'showsStaff' | 'signInUrl'
> {
  /**
   * Who is signed in? Everything behind this door is about that person alone. `null`: nobody (401).
   *
   * It may name its framework's own request type.
   */
  identify(request: Request): Identity | Promise<Identity>
  /** Languages that the page offers. Default: all. */
  readonly languages?: readonly Language[]
  /** What a reader gets whose languages are none of these. Default `en`. */
  readonly language?: Language
  /** The application's name, for headings. */
  readonly title?: string
  /** In which language does this person read, if they chose none on the page? */
  lang?(request: Request): string | undefined
  /**
   * Where a person signs in, e.g. `/sign-in?next={return}`, `{return}` being the address to come back
   * to: whoever is signed out is led there. Default: the page only says so.
   */
  readonly signInUrl?: string
  /** How the person is told of staff: what they are, or their names too. Default `role`. */
  readonly staff?: 'role' | 'name'
}

const PARTS = [
  'requests',
  'reader',
  'personal',
  'catalog',
  'clock',
  'keeper',
  'log',
  'zone',
  'tenant',
  'exports',
] as const

/** Options that an application gives. */
export const SUBJECT_ROUTER_OPTIONS = [
  'identify',
  'languages',
  'title',
  'lang',
  'signInUrl',
  'staff',
] as const

/**
 * Makes the handler of the person's own page and API, on Express 4 and 5. It answers everything
 * below its mount.
 *
 * @throws {@link AuditError} `AUDIT_IDENTIFY_REQUIRED` without an `identify` function;
 * `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 */
export function createSubjectRouter<Request extends IncomingMessage = HostRequest>(
  options: SubjectRouterOptions<Request>,
): AdminHandler {
  checkOptions('the subject router', options, [...PARTS, ...SUBJECT_ROUTER_OPTIONS, 'language'])
  if (typeof options.identify !== 'function') {
    throw new AuditError(
      'AUDIT_IDENTIFY_REQUIRED',
      "the subject router needs an 'identify' function that says whose data this is",
      { field: 'identify' },
    )
  }
  const { staff = 'role', languages = LANGUAGES, language = 'en', signInUrl } = options
  const isLang = ['undefined', 'function'].includes(typeof options.lang)
  check('lang', isLang, 'must be a function')
  check('signInUrl', signInUrl === undefined || isSignInUrl(signInUrl), SIGN_IN_URL_RULE)
  check('staff', ['role', 'name'].includes(staff), "must be 'role' or 'name'")
  check(
    'languages',
    Array.isArray(languages) &&
      languages.length > 0 &&
      languages.every((one) => LANGUAGES.includes(one)),
    `must be a list of some of: ${LANGUAGES.join(', ')}`,
  )
  const { requests, reader, personal, catalog, clock, keeper, log, zone, tenant, exports } = options
  const serve = createSubjectServe({
    requests,
    reader,
    personal,
    catalog,
    clock,
    keeper,
    log,
    zone,
    tenant,
    exports,
    languages,
    language: languages.includes(language) ? language : (languages[0] ?? 'en'),
    title: options.title,
    signInUrl,
    showsStaff: staff === 'name',
  })
  // Who mounts it knows what requests its framework makes; the router reads less of them.
  const own = (request: IncomingMessage): Request => request as Request
  return toExpress(serve, {
    authorize: (request) => options.identify(own(request)),
    language: (request) => options.lang?.(own(request)),
    basePath: () => undefined,
  })
}

function check(field: string, isFine: boolean, why: string): void {
  if (isFine) return
  throw new AuditError('AUDIT_OPTION_INVALID', `the subject router's option '${field}' ${why}`, {
    field,
  })
}

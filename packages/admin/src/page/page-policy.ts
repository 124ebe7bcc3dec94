/** Under which policy does the page run? Nothing inline, nothing evaluated, nothing from elsewhere. */
import { AuditError, checkOptions } from '@rastro/core'
import { PAGE_HEADERS } from '../http/headers.ts'

/** Who decides on the page's content security policy. */
export type PagePolicy =
  /** The application's own header stays. */
  | 'inherit'
  /** Which sites may show the page in a frame, besides the application itself. */
  | { readonly frameAncestors: readonly string[] }

const RULES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
] as const

const TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"

/** A source that cannot end the rule and begin another. */
const ANCESTOR = /^(?:https?:\/\/[\w.*-]+(?::(?:\d+|\*))?|'self')$/

/** @throws AuditError `AUDIT_OPTION_INVALID` */
export function checkPagePolicy(csp: unknown): void {
  if (csp === undefined || csp === 'inherit') return
  checkOptions("the admin router's option 'csp'", csp, ['frameAncestors'])
  const { frameAncestors } = csp as { frameAncestors?: unknown }
  const isList =
    Array.isArray(frameAncestors) &&
    frameAncestors.every((one) => typeof one === 'string' && ANCESTOR.test(one))
  if (isList) return
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    "the admin router's option 'csp.frameAncestors' must be a list of origins such as https://desk.example",
    { field: 'csp' },
  )
}

/** Headers of the page under this policy. */
export function pageHeaders(csp: PagePolicy | undefined): Readonly<Record<string, string>> {
  if (csp === 'inherit') return PAGE_HEADERS
  const ancestors = new Set(["'self'", ...(csp?.frameAncestors ?? [])])
  const policy = [...RULES, `frame-ancestors ${[...ancestors].join(' ')}`, TRUSTED_TYPES].join('; ')
  return { ...PAGE_HEADERS, 'Content-Security-Policy': policy }
}

/**
 * Where in the application is this record, this person, this organization?
 *
 * The application says it by a template or a function. Whatever comes out is checked: an address
 * that a browser would run, or that leads to a place nobody named, is no link.
 */
import { AuditError } from '../errors/audit-error.ts'
import { describeKind } from '../errors/options.ts'

/** What an address is made for. */
export interface LinkSubject {
  /** The record's model, the person's user type, or `organization`. */
  readonly type: string
  /** As text; an organization has none. */
  readonly id?: string
  readonly name?: string
}

/** A template such as `/tickets/{id}`, or a function that gives the whole address. */
export type LinkMaker = string | ((subject: LinkSubject) => string | undefined)

const SLOTS = /\{([^{}]*)\}/g
const KNOWN_SLOTS = ['id', 'name', 'type'] as const
const MAX_CHARS = 2_048

/**
 * Checks a maker where it is written.
 *
 * @throws AuditError `AUDIT_OPTION_INVALID` naming the option: no template or function, a slot
 * that does not exist, none at all, or an address that is neither `http(s)` nor begins with `/`.
 */
export function checkLinkMaker(option: string, maker: unknown): LinkMaker {
  if (typeof maker === 'function') return maker as LinkMaker
  if (typeof maker !== 'string') {
    const kind = describeKind(maker)
    throw invalid(option, `must be a template such as '/tickets/{id}' or a function, got ${kind}`)
  }
  const slots = [...maker.matchAll(SLOTS)].map((match) => match[1] ?? '')
  const unknown = slots.some((slot) => !(KNOWN_SLOTS as readonly string[]).includes(slot))
  if (unknown || slots.length === 0) {
    throw invalid(option, 'must be a template with the slots {id}, {name} or {type}')
  }
  if (!isSafeAddress(maker.replaceAll(SLOTS, 'x')) || /[{}]/.test(originPart(maker))) {
    throw invalid(option, "must begin with '/', 'http://' or 'https://' and a host without slots")
  }
  return maker
}

/**
 * Returns the address of one subject; undefined where there is none or what the application's
 * function gave is no address to link to. Never throws.
 */
export function tryLink(maker: LinkMaker | undefined, subject: LinkSubject): string | undefined {
  if (maker === undefined) return undefined
  if (typeof maker === 'string') return tryFill(maker, subject)
  try {
    const address: unknown = maker(subject)
    return typeof address === 'string' && isSafeAddress(address) ? address : undefined
  } catch {
    return undefined
  }
}

/** Whether a browser may be sent there: `http(s)`, or a path of this very host. */
export function isSafeAddress(address: string): boolean {
  if (address.length === 0 || address.length > MAX_CHARS) return false
  // A browser takes a backslash for a slash, and passes over tabs and line ends inside a scheme.
  if (/[\\\p{Cc}\s]/u.test(address)) return false
  if (address.startsWith('/')) return !address.startsWith('//')
  if (!/^https?:\/\//i.test(address)) return false
  try {
    const { protocol, username, password } = new URL(address)
    return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
  } catch {
    return false
  }
}

function tryFill(template: string, subject: LinkSubject): string | undefined {
  let isWhole = true
  const address = template.replaceAll(SLOTS, (_all, slot: string) => {
    const value = subject[slot as (typeof KNOWN_SLOTS)[number]]
    // `.` and `..` are steps of a path, however they are encoded.
    if (value === undefined || value === '' || /^\.{1,2}$/.test(value)) isWhole = false
    return encoded(value ?? '')
  })
  return isWhole && isSafeAddress(address) ? address : undefined
}

/** Half of a surrogate pair cannot be encoded, and is in no address. */
function encoded(value: string): string {
  return encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
}

function originPart(address: string): string {
  return /^https?:\/\/[^/?#]*/i.exec(address)?.[0] ?? ''
}

function invalid(option: string, message: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `option '${option}' ${message}`, { field: option })
}

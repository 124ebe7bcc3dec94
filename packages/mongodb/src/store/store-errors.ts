/** What does a failure of the database mean to whoever appends or reads events? */
import { AuditError } from '@rastro/core'

const MAX_TIME_EXPIRED = 50
const DUPLICATE_KEY = 11_000

/** Failures after which the same command may succeed on the same or the next primary. */
const RETRYABLE_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 89, 91, 134, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
])

/** The cause keeps the driver's error: its labels decide what happens to a caller's transaction. */
export function storeUnavailable(cause: unknown): AuditError {
  if (AuditError.is(cause)) return cause
  return new AuditError(
    'AUDIT_STORE_UNAVAILABLE',
    `The audit store did not do what it was asked: ${nameOf(cause)}`,
    { cause },
  )
}

export function storeNotConnected(): AuditError {
  return new AuditError(
    'AUDIT_STORE_UNAVAILABLE',
    'The audit store needs an open connection, and there is none yet',
  )
}

export function storeTooSlow(waitedMs: number): AuditError {
  return new AuditError(
    'AUDIT_STORE_UNAVAILABLE',
    `The audit store did not answer within ${waitedMs} ms`,
  )
}

/** For failed reads: a query that ran out of time is the asker's to narrow. */
export function readFailed(cause: unknown): AuditError {
  if (AuditError.is(cause)) return cause
  if (codeOf(cause) !== MAX_TIME_EXPIRED) return storeUnavailable(cause)
  return new AuditError(
    'AUDIT_QUERY_TIMEOUT',
    'The query took too long: add a filter or a shorter period',
    { cause },
  )
}

/** A majority that did not confirm in time may lose the write: it does not count as stored. */
export function notConfirmed(code: number): AuditError {
  return new AuditError(
    'AUDIT_STORE_UNAVAILABLE',
    `A majority of the audit store's servers did not confirm in time: code ${code}`,
  )
}

/** The policy that somebody wanted to save was decided upon an older one. */
export function policyConflict(version: number): AuditError {
  return new AuditError(
    'AUDIT_CONFIG_CONFLICT',
    `The policy has been changed by somebody else: version ${version} exists already`,
  )
}

/** True for a lost connection, a pool that was cleared, and a server that is no primary now. */
export function isRetryable(error: unknown): boolean {
  return /^Mongo(Network|PoolCleared)/.test(nameOf(error)) || RETRYABLE_CODES.has(codeOf(error))
}

export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === DUPLICATE_KEY
}

/** True for values that the driver could not turn into BSON: nothing has been sent. */
export function isUnsendable(error: unknown): boolean {
  return /^(BSON|RangeError|TypeError)/.test(nameOf(error))
}

/** True if a transaction that failed like this may be started again. */
export function hasLabel(error: unknown, label: string): boolean {
  const labelled = error as { hasErrorLabel?(label: string): boolean } | null | undefined
  return labelled?.hasErrorLabel?.(label) ?? false
}

export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null | undefined)?.code
}

/** The same, where a read that keeps types of numbers apart has made an object of it. */
export function plainCodeOf(error: unknown): unknown {
  const code = codeOf(error)
  return typeof code === 'object' && code !== null ? Number(code) : code
}

function nameOf(error: unknown): string {
  const name: unknown = (error as { name?: unknown } | null | undefined)?.name
  const code = codeOf(error)
  const known = typeof name === 'string' ? name : 'an unknown failure'
  return typeof code === 'number' ? `${known} ${code}` : known
}

/**
 * Which keys does a query have, and how large may it be?
 *
 * The same keys in code, in the API and in the page's address; they are stable.
 */
import { AuditError } from '../errors/audit-error.ts'

/** Keys that take one value or several. */
export const LIST_KEYS = [
  'op',
  'place',
  'type',
  'cat',
  'ut',
  'user',
  'agent',
  'client',
  'ip',
  'sev',
  'res',
] as const

/** Keys that take exactly one value, in which a comma is a comma. */
export const SINGLE_KEYS = ['from', 'to', 'p', 'tt', 'tid', 'group', 'q', 'looks', 'order'] as const

/** Keys of the API that say how to answer, and not which events. */
export const PAGE_KEYS = [
  'limit',
  'cursor',
  'count',
  'view',
  'groups',
  'after',
  'tz',
  'lang',
] as const

/** A key of `LIST_KEYS`. */
export type ListKey = (typeof LIST_KEYS)[number]
/** A key of `SINGLE_KEYS`. */
export type SingleKey = (typeof SINGLE_KEYS)[number]
/** A key that chooses events. */
export type QueryKey = ListKey | SingleKey
/** A key of `PAGE_KEYS`. */
export type PageKey = (typeof PAGE_KEYS)[number]

/** Keys that choose events, in the order in which they are suggested. */
export const QUERY_KEYS: readonly QueryKey[] = [...LIST_KEYS, ...SINGLE_KEYS]

/** Spans of `p`, back from now: hours, days of 24 hours, or since the month began. */
export const PERIODS = ['24h', '7d', '30d', 'month'] as const

/** A span of `PERIODS`. */
export type Period = (typeof PERIODS)[number]

/** What one query may hold; beyond it, somebody is not asking but trying. */
export const QUERY_LIMITS = { valuesPerKey: 100, charsPerValue: 512, totalBytes: 8192 } as const

/** Counts are exact up to here; beyond, counting costs more than the number is worth. */
export const MAX_COUNT = 10_000

/** The error of every wrong filter: it names the key, and never repeats the value. */
export function queryInvalid(field: string, message: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', `${field}: ${message}`, { field })
}

/** A key as a message may repeat it: what came from outside is cut and cleaned. */
export function quotedKey(key: string): string {
  const clean = key.replaceAll(/[^\w.$[\]-]/g, '?')
  return `'${clean.length > 40 ? `${clean.slice(0, 40)}…` : clean}'`
}

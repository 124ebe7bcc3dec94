/** What may a person choose about the page, and what of it is kept? */
import { LANGUAGES, describeKind, isTimeZone } from '@rastro/core'
import { requestInvalid } from '../http/refusal.ts'
import { wrong } from './saved-views.ts'

/** Chosen by the person; what is absent was never chosen. */
export interface Preferences {
  readonly [key: string]: string | boolean | readonly string[]
}

export const DENSITIES = ['comfortable', 'compact'] as const
export const THEMES = ['system', 'light', 'dark'] as const
export const COLUMN_PATTERN = '^[A-Za-z][A-Za-z0-9_.-]{0,31}$'
export const MAX_COLUMNS = 32

const COLUMN = new RegExp(COLUMN_PATTERN)

const CHECKS: Readonly<Record<string, { isFine(value: unknown): boolean; expected: string }>> = {
  columns: {
    isFine: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_COLUMNS &&
      new Set(value).size === value.length &&
      value.every((one) => typeof one === 'string' && COLUMN.test(one)),
    expected: `a list of at most ${MAX_COLUMNS} names of columns`,
  },
  density: oneOf(DENSITIES),
  theme: oneOf(THEMES),
  language: oneOf(LANGUAGES),
  zone: {
    isFine: (value) => typeof value === 'string' && value.length <= 64 && isTimeZone(value),
    expected: 'a time zone such as America/Sao_Paulo',
  },
  shortcuts: { isFine: (value) => typeof value === 'boolean', expected: 'true or false' },
}

/**
 * Takes over what a body says; null forgets a choice, what is left out stays.
 *
 * @throws AuditError `AUDIT_QUERY_INVALID` with the key in `field`.
 */
export function withChoices(before: Preferences, body: unknown): Preferences {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw requestInvalid(400, `the body must be an object, got ${describeKind(body)}`)
  }
  const after = new Map(Object.entries(before))
  for (const [key, value] of Object.entries(body as Record<string, unknown>)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key] : undefined
    if (check === undefined) throw wrong(key.slice(0, 64), 'there is no such preference')
    if (value === null) after.delete(key)
    else if (check.isFine(value)) after.set(key, value as Preferences[string])
    else throw wrong(key, `expected ${check.expected}`)
  }
  return Object.fromEntries(after)
}

/** What was saved, without what this version does not know or take. */
export function tryReadPreferences(saved: unknown): Preferences | undefined {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return undefined
  const entries = Object.entries<Preferences[string]>({ ...saved })
  return Object.fromEntries(
    entries.filter(
      ([key, value]) => Object.hasOwn(CHECKS, key) && CHECKS[key]?.isFine(value) === true,
    ),
  )
}

function oneOf(values: readonly string[]) {
  return {
    isFine: (value: unknown) => values.some((known) => known === value),
    expected: `one of ${values.join(', ')}`,
  }
}

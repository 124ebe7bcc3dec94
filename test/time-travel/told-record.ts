/** A record as text that tells every type and no order of keys: what "byte for byte" is said by. */
import { kindOf, toJson } from '@rastro/core'

/** Int32, Long, Double and Decimal128 read apart; keys are sorted at every depth. */
export function told(value: unknown): string {
  return value === undefined || value === null ? 'none' : JSON.stringify(typed(value))
}

function typed(value: unknown): unknown {
  const kind = kindOf(value)
  if (kind === 'array') return (value as unknown[]).map(typed)
  if (kind !== 'object') return [kind, toJson(value)]
  const entries = Object.entries(value as object).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { object: entries.map(([key, item]) => [key, typed(item)]) }
}

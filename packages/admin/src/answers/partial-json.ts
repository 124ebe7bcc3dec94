/** Which values of an event are not there, and why? */
import type { JsonValue, ReadEvent } from '@rastro/core'

/** Null where nothing is missing: a page then says nothing of it. */
export function partialJson({ changes = [] }: ReadEvent): JsonValue {
  const reasons = new Map<string, number>()
  for (const { omitted } of changes) {
    if (omitted !== undefined) reasons.set(omitted, (reasons.get(omitted) ?? 0) + 1)
  }
  if (reasons.size === 0) return null
  const because = [...reasons].map(([reason, n]) => ({ reason, n }))
  return {
    hidden: because.reduce((sum, { n }) => sum + n, 0),
    of: changes.length,
    because,
  }
}

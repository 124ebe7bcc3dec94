/**
 * What became of one property of a record, event by event?
 *
 * Pure. A change may name the property itself, something above it (then its value is inside) or
 * something below it (then only that it changed is known).
 */
import { toJson, valueAt } from '@rastro/core'
import type { Change, JsonValue, ReadEvent, StoredRecord } from '@rastro/core'
import { personJson } from './rollup-json.ts'

type Json = { readonly [key: string]: JsonValue }

/** The path as text: segments joined by dots, or a JSON pointer, which begins with a slash. */
export function readProperty(text: string): readonly string[] {
  if (!text.startsWith('/')) return text.split('.')
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The points of one event, in the order of its changes; mostly one or none. */
export function pointsOf(event: ReadEvent, path: readonly string[]): readonly Json[] {
  return (event.changes ?? []).flatMap((change) => {
    const point = tryPoint(change, path)
    if (point === undefined) return []
    return [
      { at: event.at.toISOString(), event: event.id, actor: personJson(event.actor), ...point },
    ]
  })
}

function tryPoint(change: Change, path: readonly string[]): Json | undefined {
  const shared = Math.min(change.path.length, path.length)
  for (let index = 0; index < shared; index += 1) {
    if (change.path[index] !== path[index]) return undefined
  }
  if (change.path.length > path.length) return { kind: 'within', path: change.path }
  if (change.omitted !== undefined) return { kind: 'set', omitted: change.omitted }
  const rest = path.slice(change.path.length)
  const before = 'before' in change ? tryInside(change.before, rest) : undefined
  const after = 'after' in change ? tryInside(change.after, rest) : undefined
  // Something above it changed, and it has never been there.
  if (before === undefined && after === undefined) return undefined
  return {
    kind: after === undefined ? 'removed' : 'set',
    ...(after === undefined ? {} : { value: toJson(after.value) }),
    ...(before === undefined ? {} : { before: toJson(before.value) }),
  }
}

function tryInside(
  value: unknown,
  rest: readonly string[],
): { readonly value: unknown } | undefined {
  if (rest.length === 0) return { value }
  const found = valueAt(value as StoredRecord, rest)
  return found.found ? { value: found.value } : undefined
}

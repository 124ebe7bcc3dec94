/**
 * Which fewer paths stand for too many?
 *
 * The field with the most path bytes gives way first, from its deepest level up; what changed in
 * other fields keeps its own line. In the end there is always a list that fits: the record itself.
 */
import type { Change, ChangeOp } from '../event/event.ts'
import { byteSize } from '../values/byte-size.ts'

/**
 * Returns the changes with those of the most crowded fields replaced by one at their common
 * parent, `omitted: 'size'`, until the paths fit.
 *
 * The parent's `op` is that of all it stands for if they agree, else `replace`.
 *
 * @param changes - In their order, which is kept.
 * @param maxBytes - Most bytes of all paths together, each counted as it is stored.
 */
export function collapsePaths(changes: readonly Change[], maxBytes: number): Change[] {
  let kept = changes.map((change): Counted => ({ change, bytes: pathBytes(change) }))
  let total = totalBytes(kept)
  for (const field of total > maxBytes ? largestFields(kept) : []) {
    for (let depth = deepest(kept, field); depth > 1 && total > maxBytes; depth -= 1) {
      kept = cutField(kept, { field, length: depth - 1 })
      total = totalBytes(kept)
    }
  }
  return (total > maxBytes ? cutAll(kept) : kept).map(({ change }) => change)
}

interface Counted {
  readonly change: Change
  readonly bytes: number
}

function largestFields(counted: readonly Counted[]): (string | undefined)[] {
  const bytes = new Map<string | undefined, number>()
  for (const { change, bytes: own } of counted) {
    bytes.set(change.path[0], (bytes.get(change.path[0]) ?? 0) + own)
  }
  return [...bytes].toSorted(([, a], [, b]) => b - a).map(([field]) => field)
}

function deepest(counted: readonly Counted[], field: string | undefined): number {
  let depth = 0
  for (const { change } of counted) {
    if (change.path[0] === field) depth = Math.max(depth, change.path.length)
  }
  return depth
}

/** Cuts the paths of one field to a length, and makes one change of those that become equal. */
function cutField(
  counted: readonly Counted[],
  cut: { readonly field: string | undefined; readonly length: number },
): Counted[] {
  return merged(counted, (path) =>
    path[0] === cut.field && path.length > cut.length ? path.slice(0, cut.length) : undefined,
  )
}

function cutAll(counted: readonly Counted[]): Counted[] {
  return merged(counted, () => [])
}

function merged(
  counted: readonly Counted[],
  parentOf: (path: readonly string[]) => readonly string[] | undefined,
): Counted[] {
  const groups = new Map<string, { path: readonly string[]; op: ChangeOp }>()
  const kept: (Counted | string)[] = []
  for (const item of counted) {
    const { path, op } = item.change
    const parent = parentOf(path)
    if (parent === undefined) {
      kept.push(item)
      continue
    }
    const key = JSON.stringify(parent)
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { path: parent, op })
      kept.push(key)
    } else if (group.op !== op) {
      group.op = 'replace'
    }
  }
  return kept.flatMap((item) => {
    if (typeof item !== 'string') return item
    const group = groups.get(item)
    if (group === undefined) return []
    const change: Change = { path: group.path, op: group.op, omitted: 'size' }
    return { change, bytes: pathBytes(change) }
  })
}

// With the reason, whether it is there or not: the values may still be left out.
function pathBytes({ path, op }: Change): number {
  return byteSize({ path, op, omitted: 'size' })
}

function totalBytes(counted: readonly Counted[]): number {
  return counted.reduce((sum, { bytes }) => sum + bytes, 0)
}

/**
 * Is what an update does to a record certain from the record before and the update alone?
 *
 * Only `$set`, `$unset`, `$inc` and `$setOnInsert` by plain paths are: no pipeline, no position in
 * an array that the server has to find, no word that the server fills in. What came of it is
 * worked out in `apply-plain.ts`.
 */
import { kindOf } from '@rastro/core'
import { readsClock } from './statements.ts'

/** What an update does at one path. */
export type PlainStep =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'unset' }
  | { readonly kind: 'inc'; readonly by: unknown }

/** What an update does under one path, by the next name of it, in the server's order. */
export interface PlainTree {
  readonly children: ReadonlyMap<string, PlainTree | PlainStep>
}

const KINDS = new Set(['int', 'long', 'double'])

/**
 * Reads an update.
 *
 * @param update - As it is going to be stored, detached from the application's objects.
 * @returns undefined where the server decides more than can be told from outside.
 */
export function tryPlainUpdate(update: unknown): PlainTree | undefined {
  if (kindOf(update) !== 'object') return undefined
  const steps: [string, PlainStep][] = []
  for (const [operator, body] of Object.entries(update as object)) {
    if (kindOf(body) !== 'object') return undefined
    const some = stepsOf(operator, body as object)
    if (some === undefined) return undefined
    steps.push(...some)
  }
  return steps.length === 0 ? undefined : treeOf(steps)
}

function stepsOf(operator: string, body: object): [string, PlainStep][] | undefined {
  const entries: [string, unknown][] = Object.entries(body)
  switch (operator) {
    case '$set':
      if (entries.some(([, value]) => readsClock(value))) return undefined
      return entries.map(([path, value]) => [path, { kind: 'set', value }])
    case '$unset':
      return entries.map(([path]) => [path, { kind: 'unset' }])
    case '$inc':
      // A bigint is of no driver's class, which its sum would have to be of.
      if (entries.some(([, by]) => typeof by === 'bigint' || !KINDS.has(kindOf(by)))) {
        return undefined
      }
      return entries.map(([path, by]) => [path, { kind: 'inc', by }])
    case '$setOnInsert':
      // Nothing is inserted here; whether its paths are right, the server says.
      return []
    default:
      return undefined
  }
}

interface MutableTree {
  readonly children: Map<string, MutableTree | PlainStep>
}

function treeOf(steps: readonly [string, PlainStep][]): PlainTree | undefined {
  const root: MutableTree = { children: new Map() }
  for (const [path, step] of steps) {
    const names = path.split('.')
    if (names.some((name) => name === '' || name.startsWith('$')) || names[0] === '_id') {
      return undefined
    }
    const last = names.pop() ?? ''
    let at = root
    for (const name of names) {
      const next = at.children.get(name) ?? { children: new Map() }
      // One path inside another, or twice the same: the server refuses that.
      if (!('children' in next)) return undefined
      at.children.set(name, next)
      at = next
    }
    if (at.children.has(last)) return undefined
    at.children.set(last, step)
  }
  return sorted(root)
}

/** The server goes by name, whatever order the update has. */
function sorted({ children }: MutableTree): PlainTree {
  const names = [...children.keys()].toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  )
  return {
    children: new Map(
      names.map((name) => {
        const child = children.get(name) as MutableTree | PlainStep
        return [name, 'children' in child ? sorted(child) : child]
      }),
    ),
  }
}

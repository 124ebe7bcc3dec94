/**
 * What of a change lies at an annotated path?
 *
 * Pure. A change may name the path itself, something above it or something below it. Indexes of
 * arrays never count: elements move, so all positions are the one annotated path.
 */
import { isIndex } from '../values/is-index.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { isReference, kindOf } from '../values/kind.ts'

type Path = readonly string[]

/**
 * What is left of a pattern below a path, in every way in which the two can meet: nothing at all
 * where they do not, an empty rest where the path is the pattern's or lies below it.
 */
export function restsOf(pattern: Path, path: Path): readonly Path[] {
  const rests: Path[] = []
  addRests(rests, { pattern, path }, 0, 0)
  return rests
}

// By positions: this runs for each pattern and each change of an event, and mostly finds nothing.
function addRests(
  rests: Path[],
  both: { readonly pattern: Path; readonly path: Path },
  at: number,
  from: number,
): void {
  const { pattern, path } = both
  const [first, segment] = [pattern[at], path[from]]
  if (first === undefined || segment === undefined) {
    rests.push(pattern.slice(at))
    return
  }
  if (first === '*' || first === segment) addRests(rests, both, at + 1, from + 1)
  if (isIndex(segment)) addRests(rests, both, at, from + 1)
}

/** True if a change of the path may change what is at the pattern. */
export function meets(pattern: Path, path: Path): boolean {
  return restsOf(pattern, path).length > 0
}

/**
 * Returns the value with everything replaced that lies at one of the rests; what has nothing of
 * the kind is not copied.
 */
export function replacedAt(
  value: unknown,
  rests: readonly Path[],
  replace: (value: unknown) => unknown,
): unknown {
  if (rests.length === 0) return value
  if (rests.some((rest) => rest.length === 0)) return replace(value)
  if (kindOf(value) === 'array') return replacedInArray(value as readonly unknown[], rests, replace)
  if (kindOf(value) !== 'object' || isReference(value)) return value
  const fields = fieldsOf(value as object)
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const inner = rests
      .filter(([first]) => first === '*' || first === key)
      .map((rest) => rest.slice(1))
    const kept = replacedAt(fields[key], inner, replace)
    if (kept === fields[key]) continue
    copy ??= { ...fields }
    setField(copy, key, kept)
  }
  return copy ?? value
}

function replacedInArray(
  items: readonly unknown[],
  rests: readonly Path[],
  replace: (value: unknown) => unknown,
): readonly unknown[] {
  const inside = rests.filter(([first]) => first === '*').map((rest) => rest.slice(1))
  const kept = items.map((item) => replacedAt(item, [...rests, ...inside], replace))
  return kept.some((item, at) => item !== items[at]) ? kept : items
}

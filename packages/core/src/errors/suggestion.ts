/**
 * Which known name did the caller most likely mean?
 *
 * Used by every error that refuses an unknown option, place or key.
 */

/**
 * Returns the known name nearest to `given`, if it is near enough to be a misspelling.
 *
 * @param given - What the caller wrote.
 * @param known - The names that exist.
 * @returns A known name at most a third of its length away, or undefined.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  // Untyped callers pass anything; what is no text is near to nothing.
  if (typeof given !== 'string') return undefined
  const wanted = given.toLowerCase()
  let best: string | undefined
  let bestDistance = Infinity
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase())
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  if (best === undefined) return undefined
  return bestDistance <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined
}

/**
 * Returns the tail of an error message: the nearest name if there is one, else all of them.
 *
 * @param given - What the caller wrote.
 * @param known - The names that exist.
 */
export function didYouMean(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known)
  if (nearest !== undefined) return `did you mean '${nearest}'?`
  return known.length === 0 ? 'none exists' : `expected one of: ${known.toSorted().join(', ')}`
}

// Optimal string alignment: a swap of neighbours counts as one slip, because it is one.
function editDistance(a: string, b: string): number {
  // A name this long is no slip of the finger, and the table grows with the product.
  if (a.length > 64 || b.length > 64) return Infinity
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + cost)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, at(beforePrevious, j - 2) + 1)
      current.push(least)
    }
    beforePrevious = previous
    previous = current
  }
  return at(previous, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}

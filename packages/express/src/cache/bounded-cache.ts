/**
 * How is an answer remembered without the memory growing?
 */

/** Remembers at most a fixed number of answers and forgets the one unused for longest. */
export interface BoundedCache<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
}

/**
 * Makes a cache of answers.
 *
 * @param maxEntries - How many answers are remembered, at least 1.
 */
export function createBoundedCache<V>(maxEntries: number): BoundedCache<V> {
  // A Map iterates in the order of insertion: its first key is the one unused for longest as
  // long as every use puts its key last again.
  const entries = new Map<string, V>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= maxEntries) return
      const [oldest] = entries.keys()
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}

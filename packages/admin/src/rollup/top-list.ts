/** Which values come up most, how often, and when first and last? Bounded in what it remembers. */

/** One value, counted. Events are handed in newest first. */
export interface Counted<T> {
  readonly value: T
  n: number
  failed: number
  first: Date
  last: Date
  /** Id of the newest. */
  readonly event: string
}

/** What is known of one event when it is counted. */
export interface Mark {
  readonly at: Date
  readonly id: string
  readonly isFailed: boolean
}

export interface TopList<T> {
  add(key: string, mark: Mark, value: () => T): void
  /** The most frequent, at most so many; of equal ones the latest first. */
  top(limit: number): readonly Counted<T>[]
  tryGet(key: string): Counted<T> | undefined
  /** How many different values there were. */
  size(): number
}

export function createTopList<T>(): TopList<T> {
  const counted = new Map<string, Counted<T>>()
  return {
    add(key, { at, id, isFailed }, value) {
      const known = counted.get(key)
      const failed = isFailed ? 1 : 0
      if (known === undefined) {
        // The newest says what it is called: it is met first.
        counted.set(key, { value: value(), n: 1, failed, first: at, last: at, event: id })
        return
      }
      known.n += 1
      known.failed += failed
      if (at < known.first) known.first = at
      if (at > known.last) known.last = at
    },
    top: (limit) =>
      [...counted.values()]
        .toSorted((a, b) => b.n - a.n || b.last.getTime() - a.last.getTime())
        .slice(0, limit),
    tryGet: (key) => counted.get(key),
    size: () => counted.size,
  }
}

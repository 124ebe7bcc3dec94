/** Choices that a seed decides, the same on every machine. */

export interface Random {
  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number
  /** True once in `n` times. */
  oneIn(n: number): boolean
  pick<T>(items: readonly T[]): T
  some<T>(atMost: number, make: () => T): T[]
}

/** Mulberry32: small, seeded, and good enough to mix calls. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b9) | 0
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % limit
  }
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    some: (atMost, make) => Array.from({ length: below(atMost + 1) }, make),
  }
}

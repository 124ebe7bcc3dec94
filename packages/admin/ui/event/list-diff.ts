/** Which items of a list came, went, or stand elsewhere? */
import { rawText, valueKey } from './raw-value.ts'

export interface ListItem {
  readonly kind: 'same' | 'removed' | 'added' | 'moved'
  readonly text: string
}

export interface ListDiff {
  readonly before: readonly ListItem[]
  readonly after: readonly ListItem[]
}

/** Items are equal by value, each as often as it is there. */
export function diffLists(before: readonly unknown[], after: readonly unknown[]): ListDiff {
  const places = new Map<string, number[]>()
  after.forEach((item, at) => {
    const key = valueKey(item)
    const known = places.get(key)
    if (known === undefined) places.set(key, [at])
    else known.push(at)
  })
  // Where each item of the first list went, in its own order.
  const went = before.map((item) => places.get(valueKey(item))?.shift())
  const inPlace = longestRise(went.filter((at) => at !== undefined))
  const came = new Set(went)
  return {
    before: before.map((item, i) => {
      const at = went[i]
      const kind = at === undefined ? 'removed' : inPlace.has(at) ? 'same' : 'moved'
      return { kind, text: rawText(item) }
    }),
    after: after.map((item, at) => {
      const kind = !came.has(at) ? 'added' : inPlace.has(at) ? 'same' : 'moved'
      return { kind, text: rawText(item) }
    }),
  }
}

/** A list on one side only. */
export function plainItems(list: readonly unknown[]): readonly ListItem[] {
  return list.map((item) => ({ kind: 'same', text: rawText(item) }))
}

/** The most numbers that stand in rising order: what moved is the rest. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  // Per length, the index of the smallest number that ends a rise so long.
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  numbers.forEach((value, i) => {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] ?? 0] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous[i] = ends[low - 1]
    ends[low] = i
  })
  const rise = new Set<number>()
  for (let i = ends.at(-1); i !== undefined; i = previous[i]) rise.add(numbers[i] ?? 0)
  return rise
}

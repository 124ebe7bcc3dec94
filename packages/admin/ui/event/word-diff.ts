/**
 * Which words of a long text changed?
 *
 * By words and not by letters: letters that happen to be alike say nothing to a reader.
 */

/** A stretch of a text: in both, or in one only. */
export interface Stretch {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Beyond it a table of all pairs would take the page's memory: then what differs is told whole. */
const MAX_PAIRS = 1_500_000

/** Both texts, each with what of it is not in the other. */
export interface WordDiff {
  readonly before: readonly Stretch[]
  readonly after: readonly Stretch[]
}

/** Compares two texts by their words. */
export function diffWords(before: string, after: string): WordDiff {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const parts = [
    ...as('same', a.slice(0, start)),
    ...(x.length * y.length > MAX_PAIRS
      ? [...as('removed', x), ...as('added', y)]
      : diffMiddle(x, y)),
    ...as('same', a.slice(a.length - end)),
  ]
  return { before: joined(parts, 'removed'), after: joined(parts, 'added') }
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []
}

function as(kind: Stretch['kind'], words: readonly string[]): readonly Stretch[] {
  return words.map((text) => ({ kind, text }))
}

/** The longest common subsequence, by the usual table of lengths. */
function diffMiddle(x: readonly string[], y: readonly string[]): readonly Stretch[] {
  const width = y.length + 1
  const lengths = new Uint32Array((x.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let j = y.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const found: Stretch[] = []
  let [i, j] = [0, 0]
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      found.push({ kind: 'same', text: x[i] ?? '' })
      i += 1
      j += 1
    } else if (j >= y.length || (i < x.length && at(i + 1, j) >= at(i, j + 1))) {
      found.push({ kind: 'removed', text: x[i] ?? '' })
      i += 1
    } else {
      found.push({ kind: 'added', text: y[j] ?? '' })
      j += 1
    }
  }
  return found
}

/** One text's own stretches; a space between two words that changed changes along. */
function joined(parts: readonly Stretch[], own: 'removed' | 'added'): readonly Stretch[] {
  const found: { kind: Stretch['kind']; text: string }[] = []
  const shown = parts.filter(({ kind }) => kind === 'same' || kind === own)
  shown.forEach(({ kind: given, text }, i) => {
    const isBetween = shown[i - 1]?.kind === own && shown[i + 1]?.kind === own
    const kind = isBetween && text.trim() === '' ? own : given
    const last = found.at(-1)
    if (last?.kind === kind) last.text += text
    else found.push({ kind, text })
  })
  return found
}

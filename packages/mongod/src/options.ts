/**
 * Is every option one we know? A misspelt option would be ignored in silence otherwise.
 *
 * It checks names only; values are checked where they are used.
 */
import { MongodError } from './errors.ts'

/**
 * Refuses options that do not exist and suggests the nearest that does.
 *
 * @param options - What the caller gave.
 * @param known - Every option name of the function called.
 * @throws {@link MongodError} `AUDIT_MONGOD_OPTION_INVALID` for the first unknown name.
 */
export function assertKnownOptions(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = known.find((candidate) => isNear(name.toLowerCase(), candidate.toLowerCase()))
    const hint =
      near === undefined ? `the options are ${known.join(', ')}` : `did you mean "${near}"?`
    throw new MongodError('AUDIT_MONGOD_OPTION_INVALID', `unknown option "${name}": ${hint}`)
  }
}

/** Near enough to suggest: one is part of the other, or at most two edits lie between them. */
function isNear(given: string, candidate: string): boolean {
  if (given.length > 2 && (candidate.includes(given) || given.includes(candidate))) return true
  return editDistance(given, candidate) <= 2
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [i, a] of Array.from(left).entries()) {
    const next = [i + 1]
    for (const [j, b] of Array.from(right).entries()) {
      const substituted = (row[j] ?? 0) + (a === b ? 0 : 1)
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}

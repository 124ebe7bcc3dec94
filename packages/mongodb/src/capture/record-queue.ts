/**
 * Writes of one record, one after the other within this process.
 *
 * Two transactions on one record cannot both commit: waiting here is cheaper than a conflict there.
 */
const tails = new Map<string, Promise<unknown>>()

/** Runs `fn` when everything that came before under the same key is done. */
export async function inTurn<T>(key: string | undefined, fn: () => Promise<T>): Promise<T> {
  if (key === undefined) return fn()
  const previous = tails.get(key)
  const turn = previous === undefined ? fn() : previous.then(fn)
  const tail = turn.then(
    () => undefined,
    () => undefined,
  )
  tails.set(key, tail)
  try {
    return await turn
  } finally {
    if (tails.get(key) === tail) tails.delete(key)
  }
}

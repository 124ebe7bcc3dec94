/**
 * How long is an answer waited for?
 */

/** True for what `await` would wait for. */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value
}

/** An answer did not come in time. */
export class TimeOutError extends Error {
  override readonly name = 'TimeOutError'
}

/**
 * Waits for an answer, but not for ever.
 *
 * @param answer - What is waited for; it goes on, unobserved, when the time is over.
 * @param timeoutMs - In milliseconds, above 0.
 * @throws {@link TimeOutError} if the answer does not come in time.
 */
export function withinTime<T>(answer: PromiseLike<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new TimeOutError(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}

/** Time, ids and words to the operator: what the suite takes from outside instead of making. */

/** Where the time comes from; tests bring their own. */
export interface Clock {
  now(): Date
}

/** Makes ids that sort in the order they were made within one process. */
export type IdSource = () => string

/** Where the suite speaks to the operator. Never a recorded value. */
export interface Logger {
  info(message: string): void
  warn(message: string): void
}

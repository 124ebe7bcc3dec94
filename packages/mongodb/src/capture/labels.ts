/** Labels that the driver and the server put on errors. */

export function hasLabel(error: unknown, label: string): boolean {
  const labelled = error as { hasErrorLabel?: (label: string) => boolean } | undefined
  return typeof labelled?.hasErrorLabel === 'function' && labelled.hasErrorLabel(label)
}

/** Whether a transaction that failed like this may be started again. */
export function isTransient(error: unknown): boolean {
  return hasLabel(error, 'TransientTransactionError')
}

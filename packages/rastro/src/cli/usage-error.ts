/** What was typed cannot be run; the message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

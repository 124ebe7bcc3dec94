/** Which failure of a change stream means that part of the history can no longer be read? */

/** Why the stream could not go on where it was. */
export type GapReason =
  | 'history-lost'
  | 'token-invalid'
  | 'change-too-large'
  | 'collection-dropped'
  | 'collection-renamed'

const REASONS: ReadonlyMap<unknown, GapReason> = new Map([
  // The oplog no longer reaches back so far: ChangeStreamHistoryLost, and its older name.
  [286, 'history-lost'],
  [280, 'history-lost'],
  // The token is none of this stream's, or none at all.
  [260, 'token-invalid'],
  [9, 'token-invalid'],
  [40_647, 'token-invalid'],
  [40_648, 'token-invalid'],
  [40_649, 'token-invalid'],
  [50_811, 'token-invalid'],
  // A change that does not fit into one document: read again, it would fail again.
  [10_334, 'change-too-large'],
])

/** Returns the reason if history is lost, undefined if the same stream may be read again. */
export function tryGapReason(error: unknown): GapReason | undefined {
  return REASONS.get((error as { code?: unknown } | null | undefined)?.code)
}

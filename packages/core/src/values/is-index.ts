/** True for a segment that may be an index of an array; a key of a map may look the same. */
export function isIndex(segment: string): boolean {
  return /^\d+$/.test(segment)
}

/**
 * What are the collections of keys and erasures called?
 *
 * Made when something is first put there: an application without personal data has none of them.
 */

/** `keys` stands in the keys' own database, `holds` in that of the events, `erased` in both. */
export interface KeyCollections {
  readonly keys: string
  /** Commitments of keys that were destroyed. */
  readonly erased: string
  /** Legal holds. */
  readonly holds: string
}

export function keyCollections(prefix: string): KeyCollections {
  return { keys: `${prefix}keys`, erased: `${prefix}erased`, holds: `${prefix}holds` }
}

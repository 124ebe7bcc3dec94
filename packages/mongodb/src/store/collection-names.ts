/** What are the store's collections called? */

export interface CollectionNames {
  readonly events: string
  readonly dictionary: string
  readonly policies: string
  /** Which events there are, in the order in which they became visible. */
  readonly batches: string
  /** Who does what only one process may do. */
  readonly leases: string
  /** Which event holds the last value of each path of personal data. */
  readonly last: string
  /** What people arranged for themselves on the page. */
  readonly personal: string
  /** What persons asked about their data, and what became of it. */
  readonly requests: string
}

export const DEFAULT_PREFIX = 'audit_'

export function collectionNames(prefix: string): CollectionNames {
  return {
    events: `${prefix}events`,
    dictionary: `${prefix}dictionary`,
    policies: `${prefix}policies`,
    batches: `${prefix}batches`,
    leases: `${prefix}leases`,
    last: `${prefix}last`,
    personal: `${prefix}personal`,
    requests: `${prefix}requests`,
  }
}

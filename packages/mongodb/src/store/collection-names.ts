/** What are the store's collections called? */

export interface CollectionNames {
  readonly events: string
  readonly dictionary: string
  readonly policies: string
}

export const DEFAULT_PREFIX = 'audit_'

export function collectionNames(prefix: string): CollectionNames {
  return {
    events: `${prefix}events`,
    dictionary: `${prefix}dictionary`,
    policies: `${prefix}policies`,
  }
}

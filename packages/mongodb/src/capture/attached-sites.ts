/** Which captured collections are there, by namespace? For whoever asks after a write later. */
import type { CaptureSite } from './site.ts'

/** Captured collections of one audit. */
export interface AttachedSites {
  add(site: CaptureSite): void
  /** One for each client that has the collection, the latest of each. */
  of(namespace: string): readonly CaptureSite[]
  /** All of them. */
  all(): readonly CaptureSite[]
}

/** Makes an empty list of captured collections. */
export function createAttachedSites(): AttachedSites {
  const sites = new Map<string, CaptureSite[]>()
  return {
    add(site) {
      const { dbName, collectionName, client } = site.original
      const namespace = `${dbName}.${collectionName}`
      // A client that connects anew gives new collection objects: the old ones are not kept.
      const others = (sites.get(namespace) ?? []).filter(
        (known) => known.original.client !== client,
      )
      sites.set(namespace, [site, ...others])
    },
    of: (namespace) => sites.get(namespace) ?? [],
    all: () => [...sites.values()].flat(),
  }
}

/**
 * What is recorded about a person, in short: how many entries of which kind, and how new they are.
 *
 * Nothing of what they hold: that is in the download. It is there at once, whoever answers requests.
 */
import { label } from '@rastro/core'
import type { AuditReader, Catalog, Language, SubjectKey } from '@rastro/core'

/** Entries of one place. */
export interface Held {
  readonly place: string
  readonly n: number
  readonly latest: Date
}

export interface HeldParts {
  readonly reader: Pick<AuditReader, 'summaries'>
  readonly tenant: string
  readonly catalog: Catalog
  readonly language: Language
}

/** A page must not take long: who has more is told the newest. */
const MAX_COUNTED = 2_000

/** Told by themselves: who looked, and what for. */
const LOOKS = 'audit.people'

/** Most first; `isAll` says whether every entry was counted. */
export async function heldAbout(
  keys: readonly SubjectKey[],
  { reader, tenant, catalog, language }: HeldParts,
): Promise<{ readonly held: readonly Held[]; readonly isAll: boolean }> {
  const found = await Promise.all(
    keys.map((subject) => reader.summaries({ tenant, scope: { subject } }, {}, MAX_COUNTED)),
  )
  const places = new Map<string, { n: number; latest: Date }>()
  for (const { place, at } of found.flatMap(({ events }) => events)) {
    if (place === LOOKS) continue
    const known = places.get(place) ?? { n: 0, latest: at }
    places.set(place, { n: known.n + 1, latest: at > known.latest ? at : known.latest })
  }
  const held = [...places].map(([name, counted]) => {
    const labels = catalog.places.get(name)?.label
    return { place: labels === undefined ? name : label(labels, language), ...counted }
  })
  return {
    held: held.toSorted((a, b) => b.n - a.n),
    isAll: found.every(({ capped }) => !capped),
  }
}

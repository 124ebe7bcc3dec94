/**
 * What people arranged for themselves, where it may name somebody.
 *
 * A saved view holds the words that it searches by: it is kept under a key of whoever saved it, and
 * that key is exchanged when something in it has to be forgotten. What cannot be opened is not there:
 * nothing here is evidence.
 */
import type { PersonalKey, PersonalStore } from '../ports/personal-store.ts'
import type { SealedText, Sealing } from './sealing.ts'

/** The owner of what one person arranged; `person` is a digest. */
export function ownerOfArranged(tenant: string, { person, part }: ArrangedBy): string {
  return JSON.stringify([tenant, 'arranged', part, person])
}

type ArrangedBy = Pick<PersonalKey, 'person' | 'part'>

/** What is read where there is nothing left to read: JSON. */
const NOTHING = 'null'

/** Wraps a store of arrangements; these parts of it are encrypted. */
export function createSealingPersonal(
  store: PersonalStore,
  sealing: Pick<Sealing, 'sealText' | 'openTexts'>,
  parts: readonly string[],
): PersonalStore {
  async function opened(key: Omit<PersonalKey, 'part'> & { part: string }, text: string) {
    const sealed = trySealed(text)
    if (sealed === undefined) return text
    const place = { tenant: key.tenant, id: key.person, part: key.part }
    return (await sealing.openTexts([{ place, sealed }]))[0] ?? NOTHING
  }

  return {
    async read(key) {
      const found = await store.read(key)
      if (found === undefined || !parts.includes(key.part)) return found
      return { ...found, text: await opened(key, found.text) }
    },
    async save(key, text, expected) {
      const { tenant, person, part } = key
      if (!parts.includes(part)) return store.save(key, text, expected)
      const place = { tenant, owner: ownerOfArranged(tenant, key), id: person, part }
      const sealed = await sealing.sealText(place, text)
      return store.save(key, sealed === undefined ? text : JSON.stringify(sealed), expected)
    },
    async every(tenant, part) {
      const all = await store.every(tenant, part)
      if (!parts.includes(part)) return all
      const texts = await Promise.all(
        all.map(({ person, text }) => opened({ tenant, person, part }, text)),
      )
      return all.map((one, at) => ({ ...one, text: texts[at] ?? NOTHING }))
    },
  }
}

function trySealed(text: string): SealedText | undefined {
  try {
    const value = JSON.parse(text) as Partial<SealedText> | null
    if (typeof value !== 'object' || value === null) return undefined
    const { key, sealed } = value
    return typeof key === 'string' && typeof sealed === 'string' ? { key, sealed } : undefined
  } catch {
    return undefined
  }
}

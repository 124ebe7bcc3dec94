/** Where does what people arranged for themselves go, in memory? */
import type { PersonalKey, PersonalPart, PersonalStore } from '../ports/personal-store.ts'

/** Makes a store that keeps everything in this process's memory. */
export function createPersonalParts(): PersonalStore {
  const parts = new Map<string, PersonalPart>()
  const nameOf = ({ tenant, person, part }: PersonalKey): string =>
    JSON.stringify([tenant, person, part])
  return {
    async read(key) {
      return parts.get(nameOf(key))
    },
    async save(key, text, expected) {
      const name = nameOf(key)
      if ((parts.get(name)?.version ?? 0) !== expected) return false
      parts.set(name, { version: expected + 1, text })
      return true
    },
    async every(tenant, part) {
      return [...parts].flatMap(([name, kept]) => {
        const [whose, person, which] = JSON.parse(name) as [string, string, string]
        return whose === tenant && which === part ? [{ ...kept, person }] : []
      })
    },
  }
}

/** Which of a model's paths are about a person, and which look as if they were? */
import type { AuditedModel, PersonalModel } from '@rastro/core'
import { isSecretName, likelyPersonalPaths } from '@rastro/core'
import type { SchemaWords } from './schema-properties.ts'

/** Paths that are named like personal data, and of which nobody says anything. */
export function likelyPersonal(
  { paths, annotations }: Pick<SchemaWords, 'paths' | 'annotations'>,
  { personal, ignore }: Pick<AuditedModel, 'personal' | 'ignore'>,
): readonly string[] {
  const said = [
    ...annotations.keys(),
    ...(personal?.paths ?? []).map(({ path }) => path.join('.')),
    ...(personal?.secrets ?? []).map((path) => path.join('.')),
    ...ignore.map((path) => path.join('.')),
  ]
  const isSaid = (path: string): boolean =>
    said.some((one) => path === one || path.startsWith(`${one}.`)) || isSecretName(path)
  return likelyPersonalPaths(paths).filter((path) => !isSaid(path))
}

/** What a model says that has no annotations. */
export function nothingPersonal(place: string): PersonalModel {
  return { place, paths: [], secrets: [], isPerson: false, hasPersonalName: false }
}

/** What several models of one type say, now and whenever another is added to the list. */
export function together(all: readonly PersonalModel[]): PersonalModel {
  const [first] = all
  return {
    place: first?.place ?? '',
    get paths() {
      return all.flatMap(({ paths }) => paths)
    },
    get secrets() {
      return all.flatMap(({ secrets }) => secrets)
    },
    get isPerson() {
      return all.some(({ isPerson }) => isPerson)
    },
    get hasPersonalName() {
      return all.some(({ hasPersonalName }) => hasPersonalName)
    },
  }
}

/** Whether the client mode applies to a model's records. */
export function isAboutPeople(personal: PersonalModel | undefined): boolean {
  return personal !== undefined && (personal.isPerson || personal.paths.length > 0)
}

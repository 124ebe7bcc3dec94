/**
 * Which data of which records is about a person?
 *
 * What the annotations of this process's models say, all together. Events carry what was true when
 * they were made; this adds what their models say by now. Grows only.
 */
import type { MaskRule } from './mask.ts'
import { meets } from './personal-paths.ts'

type Path = readonly string[]

/** One annotated path. */
export interface PersonalPath {
  /** Without indexes of arrays; `*` stands for one segment. */
  readonly path: Path
  /** Not even the last value is shown. */
  readonly sensitive?: boolean
  readonly mask?: MaskRule
}

/** What one model says of its records. */
export interface PersonalModel {
  readonly place: string
  readonly paths: readonly PersonalPath[]
  readonly secrets: readonly Path[]
  /** A record is a person: its own subject. */
  readonly isPerson: boolean
  /** What a record is called is personal itself. */
  readonly hasPersonalName: boolean
}

/** What all models together say. */
export interface PersonalData {
  /** True as soon as any model says anything of the kind. */
  isAny(): boolean
  add(type: string, model: PersonalModel): void
  /** Says that a name is that of a kind of the model: its records are told about as the model's. */
  addKind(kind: string, type: string): void
  /** Under which name a model's records are told about: a kind's model, or the name itself. */
  modelOf(type: string): string
  pathsOf(type: string): readonly PersonalPath[]
  secretsOf(type: string): readonly Path[]
  /** Records of this type are persons, or hold what is about one. */
  isPersonal(type: string): boolean
  isPerson(type: string): boolean
  /** Types whose records are persons. */
  personTypes(): readonly string[]
  hasPersonalName(type: string): boolean
  /** The type whose records this place is about, if it holds personal data. */
  isPersonalPlace(place: string): boolean
}

interface Known {
  readonly paths: Map<string, PersonalPath>
  readonly secrets: Map<string, Path>
  isPerson: boolean
  hasPersonalName: boolean
}

/** Makes an empty one. */
export function createPersonalData(): PersonalData {
  const types = new Map<string, Known>()
  const places = new Set<string>()
  const models = new Map<string, string>()
  return {
    isAny: () => places.size > 0,
    add(type, model) {
      const known = types.get(type) ?? nothingKnown()
      types.set(type, known)
      for (const one of model.paths) {
        const key = one.path.join('.')
        const before = known.paths.get(key)
        // Two models of one type (discriminators): the stricter counts.
        known.paths.set(key, {
          ...before,
          ...one,
          sensitive: one.sensitive === true || before?.sensitive === true,
        })
      }
      for (const path of model.secrets) known.secrets.set(path.join('.'), path)
      known.isPerson ||= model.isPerson
      known.hasPersonalName ||= model.hasPersonalName
      if (model.isPerson || model.paths.length > 0) places.add(model.place)
    },
    addKind(kind, type) {
      if (kind !== type && !types.has(kind)) models.set(kind, type)
    },
    modelOf: (type) => (types.has(type) ? type : (models.get(type) ?? type)),
    pathsOf: (type) => [...(types.get(type)?.paths.values() ?? [])],
    secretsOf: (type) => [...(types.get(type)?.secrets.values() ?? [])],
    isPersonal(type) {
      const known = types.get(type)
      return known !== undefined && (known.isPerson || known.paths.size > 0)
    },
    personTypes: () => [...types].flatMap(([type, { isPerson }]) => (isPerson ? [type] : [])),
    isPerson: (type) => types.get(type)?.isPerson ?? false,
    hasPersonalName: (type) => types.get(type)?.hasPersonalName ?? false,
    isPersonalPlace: (place) => places.has(place),
  }
}

/** Whether what a record is called comes from data about a person. */
export function isPersonalName(
  name: string | ((...args: never[]) => unknown) | undefined,
  { paths, isPerson }: Pick<PersonalModel, 'paths' | 'isPerson'>,
  usualPaths: readonly string[],
): boolean {
  // What a function makes of a person's record is made of it; of another record nobody can know.
  if (typeof name === 'function') return isPerson && paths.length > 0
  const named = name === undefined ? usualPaths : [name]
  return named.some((one) => paths.some(({ path }) => meets(path, one.split('.'))))
}

function nothingKnown(): Known {
  return { paths: new Map(), secrets: new Map(), isPerson: false, hasPersonalName: false }
}

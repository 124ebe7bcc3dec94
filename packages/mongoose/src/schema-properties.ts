/**
 * What does a schema say about its paths: words, units, and whose ids stand there?
 *
 * Read from `audit: { label, unit, ref, … }` beside a path's type, from Mongoose's own `ref`, and
 * from the plugin's option `names`.
 */
import type { AuditedModel, PathAnnotation, Properties, PropertyDefinition } from '@rastro/core'
import {
  ANNOTATION_KEYS,
  AuditError,
  checkAnnotation,
  checkOptions,
  checkProperty,
  isSecretName,
  PROPERTY_KEYS,
} from '@rastro/core'
import type { SchemaLike, SchemaTypeLike } from './mongoose-shapes.ts'
import { placesHeld } from './places-held.ts'
import type { HeldPlace } from './places-held.ts'

/** Paths that hold ids of other records, and where those have their names. */
export type NameOption = false | Readonly<Record<string, string>>

/** What a model's properties are called, and whose names are recorded with its changes. */
export interface SchemaWords {
  readonly properties: Properties
  readonly references: NonNullable<AuditedModel['references']>
  /** What is said of personal data and secrets, by path. */
  readonly annotations: ReadonlyMap<string, PathAnnotation>
  /** Every path that holds values, joined by dots, `*` for the keys of a map. */
  readonly paths: readonly string[]
  /** Types whose subdocuments may get kinds later. */
  readonly holders: readonly SchemaTypeLike[]
}

/** Subdocuments may hold themselves. */
const MAX_DEPTH = 5

/**
 * Reads the words of a schema.
 *
 * @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`, `AUDIT_CATALOG_INVALID`
 */
export function schemaWords(schema: SchemaLike, names: NameOption | undefined): SchemaWords {
  const properties: Record<string, PropertyDefinition> = {}
  const annotations = new Map<string, PathAnnotation>()
  const paths = new Set<string>()
  const holders = new Set<SchemaTypeLike>()
  const found = { properties, annotations, paths, holders }
  collect(schema, { prefix: '', depth: 0, ...found, read: new Map() })
  for (const [path, ref] of Object.entries(names === false ? {} : (names ?? {}))) {
    properties[path] = { ...properties[path], ref }
  }
  const references = names === false ? [] : referencesIn(properties)
  return { properties, references, annotations, paths: [...paths], holders: [...holders] }
}

/** @throws AuditError `AUDIT_OPTION_INVALID` */
export function checkNames(names: unknown): NameOption | undefined {
  if (names === undefined || names === false) return names
  const isRecord = typeof names === 'object' && names !== null && !Array.isArray(names)
  const refs: unknown[] = isRecord ? Object.values(names) : []
  if (isRecord && refs.every((ref) => typeof ref === 'string' && /^[^.]+(\..+)?$/.test(ref))) {
    return names as NameOption
  }
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    "audit.plugin: option 'names' must be false or paths with models, such as { role: 'Role.name' }",
    { field: 'names' },
  )
}

function referencesIn(properties: Properties): SchemaWords['references'] {
  return Object.entries(properties).flatMap(([path, { ref }]) => {
    if (ref === undefined) return []
    const [type = '', ...rest] = ref.split('.')
    // A secret is recorded nowhere, also not as somebody's name.
    if (rest.some(isSecretName) || path.split('.').some(isSecretName)) return []
    const namePath = rest.length === 0 ? {} : { namePath: rest.join('.') }
    return [{ path: path.split('.'), type, ...namePath }]
  })
}

interface Collection {
  readonly prefix: string
  readonly depth: number
  readonly properties: Record<string, PropertyDefinition>
  readonly annotations: Map<string, PathAnnotation>
  readonly paths: Set<string>
  /** Types whose subdocuments may get kinds. */
  readonly holders: Set<SchemaTypeLike>
  /** Schemas that were read, by prefix: kinds of one base have much in common. */
  readonly read: Map<string, Set<SchemaLike>>
}

function collect(schema: SchemaLike, into: Collection): void {
  const readHere = into.read.get(into.prefix) ?? new Set()
  if (readHere.has(schema)) return
  into.read.set(into.prefix, readHere.add(schema))
  for (const place of placesIn(schema, into.prefix)) {
    const { path, types, schemas } = place
    note(path, saidOf(place), into)
    if (schemas.length === 0) into.paths.add(path)
    for (const type of types) if (type.schema) into.holders.add(type)
    for (const inner of schemas) {
      if (into.depth === MAX_DEPTH) hideDeep(inner, path, into)
      else collect(inner, { ...into, prefix: `${path}.`, depth: into.depth + 1 })
    }
  }
}

function placesIn(schema: SchemaLike, prefix: string): HeldPlace[] {
  return Object.entries(schema.paths ?? {}).flatMap(([name, type]) =>
    placesHeld(type as SchemaTypeLike, `${prefix}${name.replaceAll('$*', '*')}`),
  )
}

function note(path: string, { property, annotation }: Said, into: Collection): void {
  if (property !== undefined) into.properties[path] = { ...property, ...into.properties[path] }
  const known = into.annotations.get(path)
  const both = strictest(known, annotation, into.paths.has(path))
  if (both !== undefined) into.annotations.set(path, both)
}

/**
 * Of two kinds with the same path, or two types that a Union may be, nobody knows which one a record
 * has: what one of them hides is hidden, and only what all of them ignore is ignored.
 */
function strictest(
  known: PathAnnotation | undefined,
  other: PathAnnotation | undefined,
  isKnownPath: boolean,
): PathAnnotation | undefined {
  if (known === undefined && !isKnownPath) return other
  if (known === undefined && other === undefined) return undefined
  const { ignore: isIgnored, ...first } = known ?? {}
  const { ignore: isOtherIgnored, ...second } = other ?? {}
  const both: { -readonly [Key in keyof PathAnnotation]: PathAnnotation[Key] } = {
    ...second,
    ...first,
  }
  for (const key of ['personal', 'sensitive', 'secret'] as const) {
    if (first[key] === true || second[key] === true) both[key] = true
  }
  if (first.mask === 'all' || second.mask === 'all') both.mask = 'all'
  // Said of what is sensitive, and personal by it.
  if (both.sensitive === true) both.personal = true
  return isIgnored === true && isOtherIgnored === true ? { ...both, ignore: true } : both
}

/** A schema that holds itself has no end: what lies deeper is hidden whole, if any of it is to be. */
function hideDeep(schema: SchemaLike, path: string, into: Collection): void {
  const all = saidBelow(schema, path, new Set())
  if (all.some(({ secret }) => secret === true)) note(path, { annotation: { secret: true } }, into)
  else if (all.some(({ personal, sensitive }) => personal === true || sensitive === true)) {
    const sensitive = all.some((one) => one.sensitive === true)
    const annotation = { personal: true, ...(sensitive ? { sensitive } : {}) }
    note(path, { annotation }, into)
  }
}

function saidBelow(schema: SchemaLike, path: string, read: Set<SchemaLike>): PathAnnotation[] {
  if (read.has(schema)) return []
  read.add(schema)
  return placesIn(schema, `${path}.`).flatMap((place) => [
    ...(saidOf(place).annotation === undefined ? [] : [saidOf(place).annotation ?? {}]),
    ...place.schemas.flatMap((inner) => saidBelow(inner, place.path, read)),
  ])
}

interface Said {
  readonly property?: PropertyDefinition
  readonly annotation?: PathAnnotation
}

/**
 * `audit` beside a path's type holds its words and what its data is. A list and its elements may both
 * say something: what the outer one says comes first.
 */
function saidOf({ path, types }: HeldPlace): Said {
  const whose = `audit.plugin: 'audit' of path '${path}'`
  const said = types.map(({ options }) => split(options?.['audit'], whose)).toReversed()
  const words = Object.assign({}, ...said.map((one) => one.words)) as PropertyDefinition
  const data = said.flatMap((one) => one.data ?? [])
  const ref = types.map(({ options }) => modelName(options?.['ref'])).find(Boolean)
  const isNamed = Object.keys(words).length > 0 || ref !== undefined
  return {
    ...(isNamed ? { property: { ...(ref === undefined ? {} : { ref }), ...words } } : {}),
    ...(data.length === 0
      ? {}
      : { annotation: checkAnnotation(Object.assign({}, ...data), whose) }),
  }
}

function split(
  said: unknown,
  whose: string,
): { readonly words?: PropertyDefinition; readonly data?: PathAnnotation } {
  if (said === undefined) return {}
  checkOptions(whose, said, [...PROPERTY_KEYS, ...ANNOTATION_KEYS])
  const isData = (key: string): boolean => (ANNOTATION_KEYS as readonly string[]).includes(key)
  const entries = Object.entries(said as Record<string, unknown>)
  const words = Object.fromEntries(entries.filter(([key]) => !isData(key)))
  const data = Object.fromEntries(entries.filter(([key]) => isData(key)))
  checkProperty(words, whose)
  if (Object.keys(data).length === 0) return { words }
  return { words, data: checkAnnotation(data, whose) }
}

/** Mongoose takes a name, a model, or a function that decides: the last is known to nobody here. */
export function modelName(ref: unknown): string | undefined {
  if (typeof ref === 'string') return ref
  if (typeof ref !== 'function') return undefined
  const { modelName: name } = ref as { modelName?: unknown }
  return typeof name === 'string' ? name : undefined
}

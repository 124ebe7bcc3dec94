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
  const paths: string[] = []
  collect(schema, { prefix: '', depth: 0, properties, annotations, paths })
  for (const [path, ref] of Object.entries(names === false ? {} : (names ?? {}))) {
    properties[path] = { ...properties[path], ref }
  }
  const references = names === false ? [] : referencesIn(properties)
  return { properties, references, annotations, paths }
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
  readonly paths: string[]
}

function collect(schema: SchemaLike, into: Collection): void {
  for (const [name, type] of Object.entries(schema.paths ?? {})) {
    const path = `${into.prefix}${name.replaceAll('$*', '*')}`
    const { property, annotation } = saidOf(type as SchemaTypeLike, path)
    if (property !== undefined) into.properties[path] = property
    // Of a list of lists, and of a map, both the path and its elements may say something.
    if (annotation !== undefined) {
      into.annotations.set(path, { ...into.annotations.get(path), ...annotation })
    }
    const inner = (type as SchemaTypeLike).schema
    if (inner === undefined || inner === null) {
      into.paths.push(path)
      continue
    }
    if (into.depth === MAX_DEPTH) {
      hideDeep(inner, path, into)
      continue
    }
    collect(inner, { ...into, prefix: `${path}.`, depth: into.depth + 1 })
  }
}

/** A schema that holds itself has no end: what lies deeper is hidden whole, if any of it is to be. */
function hideDeep(schema: SchemaLike, path: string, into: Collection): void {
  const below = new Map<string, PathAnnotation>()
  for (const [name, type] of Object.entries(schema.paths ?? {})) {
    const { annotation } = saidOf(type as SchemaTypeLike, `${path}.${name}`)
    if (annotation !== undefined) below.set(name, annotation)
  }
  const all = [...below.values()]
  if (all.some(({ secret }) => secret === true)) into.annotations.set(path, { secret: true })
  else if (all.some(({ personal, sensitive }) => personal === true || sensitive === true)) {
    const sensitive = all.some((one) => one.sensitive === true)
    into.annotations.set(path, { personal: true, ...(sensitive ? { sensitive } : {}) })
  }
}

interface Said {
  readonly property?: PropertyDefinition
  readonly annotation?: PathAnnotation
}

/** `audit` beside a path's type holds its words and what its data is. */
function saidOf(type: SchemaTypeLike, path: string): Said {
  const element = type.embeddedSchemaType ?? type.$embeddedSchemaType ?? type.caster
  const said = type.options?.['audit'] ?? element?.options?.['audit']
  const { words, data } = split(said, `audit.plugin: 'audit' of path '${path}'`)
  const ref = modelName(type.options?.['ref']) ?? modelName(element?.options?.['ref'])
  const hasWords = words !== undefined && Object.keys(words).length > 0
  return {
    ...(hasWords || ref !== undefined
      ? { property: { ...(ref === undefined ? {} : { ref }), ...words } }
      : {}),
    ...(data === undefined ? {} : { annotation: data }),
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
function modelName(ref: unknown): string | undefined {
  if (typeof ref === 'string') return ref
  if (typeof ref !== 'function') return undefined
  const { modelName: name } = ref as { modelName?: unknown }
  return typeof name === 'string' ? name : undefined
}

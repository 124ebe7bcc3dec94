/**
 * What does a schema say about its paths: words, units, and whose ids stand there?
 *
 * Read from `audit: { label, unit, ref, … }` beside a path's type, from Mongoose's own `ref`, and
 * from the plugin's option `names`.
 */
import type { AuditedModel, Properties, PropertyDefinition } from '@rastro/core'
import { AuditError, checkProperty, isSecretName } from '@rastro/core'
import type { SchemaLike, SchemaTypeLike } from './mongoose-shapes.ts'

/** Paths that hold ids of other records, and where those have their names. */
export type NameOption = false | Readonly<Record<string, string>>

/** What a model's properties are called, and whose names are recorded with its changes. */
export interface SchemaWords {
  readonly properties: Properties
  readonly references: NonNullable<AuditedModel['references']>
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
  collect(schema, { prefix: '', depth: 0, properties })
  for (const [path, ref] of Object.entries(names === false ? {} : (names ?? {}))) {
    properties[path] = { ...properties[path], ref }
  }
  const references = names === false ? [] : referencesIn(properties)
  return { properties, references }
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
}

function collect(schema: SchemaLike, into: Collection): void {
  for (const [name, type] of Object.entries(schema.paths ?? {})) {
    const path = `${into.prefix}${name.replaceAll('$*', '*')}`
    const property = propertyOf(type as SchemaTypeLike, path)
    if (property !== undefined) into.properties[path] = property
    const inner = (type as SchemaTypeLike).schema
    if (inner === undefined || inner === null || into.depth === MAX_DEPTH) continue
    collect(inner, { ...into, prefix: `${path}.`, depth: into.depth + 1 })
  }
}

function propertyOf(type: SchemaTypeLike, path: string): PropertyDefinition | undefined {
  const element = type.embeddedSchemaType ?? type.$embeddedSchemaType ?? type.caster
  const said = type.options?.['audit'] ?? element?.options?.['audit']
  if (said !== undefined) checkProperty(said, `audit.plugin: 'audit' of path '${path}'`)
  const ref = modelName(type.options?.['ref']) ?? modelName(element?.options?.['ref'])
  if (said === undefined && ref === undefined) return undefined
  return { ...(ref === undefined ? {} : { ref }), ...(said as PropertyDefinition | undefined) }
}

/** Mongoose takes a name, a model, or a function that decides: the last is known to nobody here. */
function modelName(ref: unknown): string | undefined {
  if (typeof ref === 'string') return ref
  if (typeof ref !== 'function') return undefined
  const { modelName: name } = ref as { modelName?: unknown }
  return typeof name === 'string' ? name : undefined
}

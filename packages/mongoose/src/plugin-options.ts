/** What `audit.plugin` takes, schema by schema. */
import type { RecordOptions } from '@rastro/mongodb'
import { createAuditedModel } from '@rastro/mongodb'
import type { AuditedModel } from '@rastro/core'
import type { ModelLike } from './mongoose-shapes.ts'
import { referencedType } from './referenced-type.ts'
import { checkNames } from './schema-properties.ts'
import type { NameOption, SchemaWords } from './schema-properties.ts'

/** All optional; without any, the place is the collection's name. */
export interface PluginOptions extends RecordOptions {
  /**
   * Whose ids stand at these paths, and where those records have their names, which are recorded
   * with a change: `{ role: 'Role.name' }`. Paths whose schema has a `ref` need not be named;
   * `false` records no names at all.
   */
  readonly names?: NameOption
}

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
export function checkPluginOptions(options: unknown): PluginOptions {
  if (options === undefined || options === null) return {}
  const given = options as PluginOptions
  // The paths are checked here, so that a wrong one is an error where it was written.
  modelOptions(given, { type: 'model', collectionName: 'collection' })
  return given
}

export function auditedModelOf(
  model: ModelLike,
  options: PluginOptions,
  { references, annotations }: Pick<SchemaWords, 'references' | 'annotations'>,
): AuditedModel {
  const audited = modelOptions(options, {
    // One type for all discriminators of a model: a record that changes its kind keeps its history.
    type: model.baseModelName ?? model.modelName,
    collectionName: model.collection.name,
    refAt: (path, record) => referencedType(model, path, record),
    annotations,
  })
  return references.length === 0 ? audited : { ...audited, references }
}

function modelOptions(
  { names, ...options }: PluginOptions,
  facts: Parameters<typeof createAuditedModel>[2],
): AuditedModel {
  checkNames(names)
  return createAuditedModel('audit.plugin', options, facts)
}

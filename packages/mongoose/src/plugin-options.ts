/** What `audit.plugin` takes, schema by schema. */
import type { RecordOptions } from '@rastro/mongodb'
import { createAuditedModel, RECORD_OPTIONS } from '@rastro/mongodb'
import type { AuditedModel } from '@rastro/core'
import { AuditError, checkOptions } from '@rastro/core'
import type { ModelLike, SchemaLike } from './mongoose-shapes.ts'

/** All optional; without any, the place is the collection's name. */
export interface PluginOptions extends RecordOptions {
  /** How safely events are kept. Only `standard` so far: no write waits in vain for an audit. */
  readonly class?: 'standard'
  /** When a write returns. Only `store` so far: once its event is stored. */
  readonly ack?: 'store'
}

const PLUGIN_OPTIONS = [...RECORD_OPTIONS, 'class', 'ack']

const ONLY_SO_FAR = { class: 'standard', ack: 'store' } as const

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
export function checkPluginOptions(options: unknown): PluginOptions {
  if (options === undefined || options === null) return {}
  checkOptions('audit.plugin', options, PLUGIN_OPTIONS)
  const given = options as PluginOptions
  for (const key of ['class', 'ack'] as const) {
    if (given[key] === undefined || given[key] === ONLY_SO_FAR[key]) continue
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `audit.plugin: option '${key}' can only be '${ONLY_SO_FAR[key]}' in this version`,
      { field: key },
    )
  }
  // The paths are checked here, so that a wrong one is an error where it was written.
  modelOptions(given, { type: 'model', collectionName: 'collection' })
  return given
}

export function auditedModelOf(model: ModelLike, options: PluginOptions): AuditedModel {
  return modelOptions(options, {
    // One type for all discriminators of a model: a record that changes its kind keeps its history.
    type: model.baseModelName ?? model.modelName,
    collectionName: model.collection.name,
    refAt: (path) => refOf(model.schema, path),
  })
}

function modelOptions(
  options: PluginOptions,
  facts: Parameters<typeof createAuditedModel>[2],
): AuditedModel {
  const { class: _class, ack: _ack, ...recordOptions } = options
  return createAuditedModel('audit.plugin', recordOptions, facts)
}

function refOf(schema: SchemaLike, path: string): string | undefined {
  const options = (schema.path(path) as { options?: { ref?: unknown } } | undefined)?.options
  return typeof options?.ref === 'string' ? options.ref : undefined
}

/**
 * Do the plugin's options name paths that the schema has?
 *
 * Said, not refused: a schema may be loose, and what it does not know may still be stored.
 */
import { nearestName } from '@rastro/core'
import type { ModelLike, SchemaLike } from './mongoose-shapes.ts'
import type { PluginOptions } from './plugin-options.ts'

/** One line per option that names a path which the model's schema does not have. */
export function unknownPaths(model: ModelLike, options: PluginOptions): string[] {
  const { name, subject, organization, trash, related, names } = options
  const named: readonly (readonly [string, unknown])[] = [
    ['name', name],
    ['subject', subject === 'self' ? undefined : subject],
    ['organization', organization],
    ['trash', trash],
    ...listOf(related).map((path) => ['related', path] as const),
    ...Object.keys(names === false ? {} : (names ?? {})).map((path) => ['names', path] as const),
  ]
  const known = Object.keys(model.schema.paths ?? {})
  return named.flatMap(([option, path]) => {
    if (typeof path !== 'string' || hasPath(model.schema, path)) return []
    const nearest = nearestName(path, known)
    const hint = nearest === undefined ? '' : `: did you mean '${nearest}'?`
    return [
      `audit.plugin on ${model.modelName}: option '${option}' names '${path}', which its schema does not have${hint}`,
    ]
  })
}

function listOf(related: PluginOptions['related']): readonly unknown[] {
  return Array.isArray(related) ? related : [related]
}

// A path below a Map, a Mixed or a subdocument is known by the longest part of it that is.
function hasPath(schema: SchemaLike, path: string): boolean {
  const segments = path.split('.')
  return segments.some((_, index) => {
    const start = segments.slice(0, index + 1).join('.')
    return schema.path(start) !== undefined && schema.path(start) !== null
  })
}

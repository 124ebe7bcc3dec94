/**
 * What may stand at a path of a schema, and at which paths below it?
 *
 * A list's elements stand at the list's own path, a map's values at `*`, and what a Union may be at
 * the Union's. What a schema says of each is read in `schema-properties.ts`.
 */
import type { SchemaLike, SchemaTypeLike } from './mongoose-shapes.ts'

/** One path, and everything that describes what stands there. */
export interface HeldPlace {
  /** Joined by dots, `*` for the keys of a map. */
  readonly path: string
  /** A type and, if it is a list, its elements to the last; the outermost first. */
  readonly types: readonly SchemaTypeLike[]
  /** Of the subdocuments there, with those of their kinds. */
  readonly schemas: readonly SchemaLike[]
}

/** Every place that a type of a path describes: its own first, then what a map or a Union holds. */
export function placesHeld(type: SchemaTypeLike, path: string): HeldPlace[] {
  const types = withElements(type)
  const schemas = [...new Set(types.flatMap(schemasOf))]
  return [
    { path, types, schemas },
    ...types.flatMap(({ $__schemaType: value, schemaTypes: members }) => [
      ...(isType(value) ? placesHeld(value, `${path}.*`) : []),
      ...(members ?? []).flatMap((member) => placesHeld(member, path)),
    ]),
  ]
}

/** A type and, if it is a list, its elements to the last; the outermost first. */
export function withElements(type: SchemaTypeLike): SchemaTypeLike[] {
  const element = type.embeddedSchemaType ?? type.$embeddedSchemaType ?? type.caster
  return isType(element) ? [type, ...withElements(element)] : [type]
}

/** The kinds stand at the base's schema, which several paths may share, and at the path's own class. */
function schemasOf(type: SchemaTypeLike): SchemaLike[] {
  if (type.schema === undefined || type.schema === null) return []
  const own = type.Constructor ?? type.casterConstructor ?? type.caster
  const kinds = Object.values((own as SchemaTypeLike | undefined)?.discriminators ?? {})
  return [
    type.schema,
    ...Object.values(type.schema.discriminators ?? {}),
    ...kinds.flatMap(({ schema }) => schema ?? []),
  ]
}

// In Mongoose 8 the caster of subdocuments is their class.
function isType(value: unknown): value is SchemaTypeLike {
  return typeof value === 'object' && value !== null
}

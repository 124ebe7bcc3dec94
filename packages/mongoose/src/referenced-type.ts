/** To which model's records do the ids at a path belong, and where does no schema say so? */
import type { PathAnnotation, StoredRecord } from '@rastro/core'
import { readPath, storedForm } from '@rastro/core'
import type { RecordOptions } from '@rastro/mongodb'
import type { ModelLike, SchemaTypeLike } from './mongoose-shapes.ts'
import { withElements } from './places-held.ts'
import { modelName } from './schema-properties.ts'

/** The type of the records whose ids stand at a path: of a kind, its base, as in its own events. */
export function referencedType(
  model: ModelLike,
  path: string,
  record: StoredRecord,
): string | undefined {
  for (const options of optionsAt(model, path)) {
    const { ref, refPath } = options
    const known = typeIn(ref, model) ?? typeIn(answerOf(ref, record), model)
    if (known !== undefined) return known
    // Mongoose reads the model's name beside the id, from the record.
    const found = typeof refPath === 'string' ? readPath(record, refPath) : undefined
    const beside = typeIn(found, model)
    if (beside !== undefined) return beside
  }
  return undefined
}

/** One line for each path that is to name a person and whose schema does not say of which model. */
export function unknownSubjects(
  model: ModelLike,
  { subject }: Pick<RecordOptions, 'subject'>,
  annotations: ReadonlyMap<string, PathAnnotation>,
): string[] {
  const named = [subject, ...[...annotations.values()].map((said) => said.subject)]
  const paths = named.filter((one) => typeof one === 'string' && one !== 'self')
  return [...new Set(paths as string[])].flatMap((path) => {
    const all = optionsAt(model, path)
    if (all.some(({ ref, refPath }) => ref !== undefined || typeof refPath === 'string')) return []
    const what = all.some(({ refPath }) => refPath !== undefined)
      ? "a 'refPath' that is a function"
      : "no 'ref'"
    return [
      `audit.plugin on ${model.modelName}: 'subject' names '${path}', which has ${what}: nobody can be told whose data it is, and the erasure of a person does not reach it`,
    ]
  })
}

function optionsAt(model: ModelLike, path: string): NonNullable<SchemaTypeLike['options']>[] {
  const type = model.schema.path(path) as SchemaTypeLike | null | undefined
  return type ? withElements(type).map(({ options }) => options ?? {}) : []
}

function typeIn(ref: unknown, { db }: ModelLike): string | undefined {
  const name = modelName(ref)
  if (name === undefined) return undefined
  const named = typeof ref === 'function' ? (ref as unknown as ModelLike) : db?.models?.[name]
  return named?.baseModelName ?? name
}

/** Mongoose asks a function with the document; one that fails says nothing, and none gets the original. */
function answerOf(ref: unknown, record: StoredRecord): unknown {
  if (typeof ref !== 'function' || modelName(ref) !== undefined) return undefined
  try {
    const copy = storedForm(record)
    return (ref as (this: unknown, record: unknown) => unknown).call(copy, copy)
  } catch {
    return undefined
  }
}

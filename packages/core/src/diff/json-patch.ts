/**
 * How do changes read as an RFC 6902 patch, and a patch as changes?
 *
 * The list of changes is what is stored; the patch is derived from it. Values stay BSON values in
 * both directions (`toJson` is for whoever sends the patch away). `fast-json-patch` applies and
 * validates; its `compare` never sees BSON.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
import jsonPatch from 'fast-json-patch'
import { AuditError } from '../errors/audit-error.ts'
import type { Change, StoredRecord, StoredValue } from '../event/event.ts'
import { fieldsOf } from '../values/bson-type.ts'
import { kindOf } from '../values/kind.ts'
import { diffRecords } from './diff-records.ts'
import { createJsonCarrier } from './json-carrier.ts'
import type { Carried } from './json-carrier.ts'

/** What happened to the record as a whole. */
export type ChangeKind = 'create' | 'update' | 'delete'

/** One operation of an RFC 6902 patch; its values are BSON values. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  /** A JSON Pointer. */
  readonly path: string
  /** A JSON Pointer, of `move` and `copy`. */
  readonly from?: string
  readonly value?: StoredValue
}

/**
 * Returns the patch that says the same as the changes.
 *
 * A create is a patch of `{}` and adds the objects around its leaves too; a delete leaves `{}`.
 * A change whose value was left out of the event has no operation, unless it is a removal.
 */
export function toJsonPatch(changes: readonly Change[], kind: ChangeKind): JsonPatchOperation[] {
  const operations: JsonPatchOperation[] = []
  const parents = new Set<string>()
  for (const { path, op, after } of changes) {
    if (op !== 'remove' && after === undefined) continue
    if (kind !== 'update') {
      for (let length = 1; length < path.length; length += 1) {
        const parent = pointerOf(path.slice(0, length))
        if (kind === 'create' && !parents.has(parent)) {
          operations.push({ op: 'add', path: parent, value: {} })
        }
        parents.add(parent)
      }
    }
    const pointer = pointerOf(path)
    operations.push(op === 'remove' ? { op, path: pointer } : { op, path: pointer, value: after })
  }
  if (kind === 'delete') {
    // Innermost first: what was around the leaves is empty now.
    for (const path of [...parents].toReversed()) operations.push({ op: 'remove', path })
  }
  return operations
}

/**
 * Returns the changes that a patch makes to a record.
 *
 * Values of the patch are taken as they are: an ObjectId is one only if it is an instance.
 *
 * @param record - The record before, in stored form; undefined for a create.
 * @param patch - RFC 6902 operations, from anywhere.
 * @throws {@link AuditError} `AUDIT_PATCH_INVALID` if it is no patch, does not fit the record, a
 * `test` fails, or it touches `__proto__`.
 */
export function fromJsonPatch(record: StoredRecord | undefined, patch: unknown): Change[] {
  if (!Array.isArray(patch)) throw invalid('a patch must be an array of operations')
  const carrier = createJsonCarrier()
  let carried = carrier.pack(record ?? {})
  for (const [index, operation] of patch.entries()) {
    assertOperation(operation, index)
    carried = applied(carried, packed(operation, carrier.pack), index)
  }
  const after = carrier.unpack(carried)
  if (after !== null && kindOf(after) !== 'object') throw invalid('a patch must leave an object')
  // As in `applyChanges`: a record without any field is one that does not exist.
  const exists = after !== null && Object.keys(fieldsOf(after as object)).length > 0
  return diffRecords(record, exists ? (after as StoredRecord) : undefined)
}

const OPERATIONS: ReadonlySet<unknown> = new Set([
  'add',
  'remove',
  'replace',
  'move',
  'copy',
  'test',
])

// The library looks operations up in an object, where `toString` and its own `_get` are found.
function assertOperation(
  operation: unknown,
  index: number,
): asserts operation is JsonPatchOperation {
  if (typeof operation !== 'object' || operation === null) {
    throw invalid(`patch[${index}] must be an object`)
  }
  const { op, path, from, value } = operation as Record<string, unknown>
  if (!OPERATIONS.has(op)) throw invalid(`patch[${index}].op must be one of RFC 6902`)
  const isCopy = op === 'move' || op === 'copy'
  for (const [name, pointer] of [['path', path], ...(isCopy ? [['from', from]] : [])]) {
    if (!isPointer(pointer)) throw invalid(`patch[${index}].${String(name)} must be a JSON Pointer`)
  }
  const needsValue = !isCopy && op !== 'remove'
  if (needsValue && value === undefined) throw invalid(`patch[${index}].value is missing`)
  if (needsValue && touchesPrototype(value)) throw invalid(`patch[${index}].value has a banned key`)
}

function isPointer(pointer: unknown): boolean {
  if (typeof pointer !== 'string' || (pointer !== '' && !pointer.startsWith('/'))) return false
  return !pointer.includes('\0') && !pointer.split('/').includes('__proto__')
}

function touchesPrototype(value: unknown): boolean {
  const kind = kindOf(value)
  if (kind === 'array') return (value as unknown[]).some(touchesPrototype)
  if (kind !== 'object') return false
  const entries = Object.entries(fieldsOf(value as object))
  return entries.some(([key, item]) => key === '__proto__' || touchesPrototype(item))
}

function packed(
  operation: JsonPatchOperation,
  pack: (value: unknown) => Carried,
): JsonPatchOperation {
  const { op, path, from, value } = operation
  if (op === 'remove') return { op, path }
  return op === 'move' || op === 'copy'
    ? { op, path, ...(from === undefined ? {} : { from }) }
    : { op, path, value: pack(value) }
}

function applied(carried: Carried, operation: JsonPatchOperation, index: number): Carried {
  const library = operation as Parameters<typeof jsonPatch.applyOperation>[1]
  try {
    return jsonPatch.applyOperation(carried, library, true).newDocument
  } catch (error) {
    // Neither the library's message nor the error itself: both carry the whole record.
    const reason = error instanceof Error ? error.name : 'unknown'
    throw invalid(`patch[${index}] does not fit the record: ${reason}`)
  }
}

function pointerOf(path: readonly string[]): string {
  return path.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_PATCH_INVALID', message)
}

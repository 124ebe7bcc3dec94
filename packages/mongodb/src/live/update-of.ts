/**
 * Which update writes exactly these paths, whatever their keys are?
 *
 * `$set` takes a dot and a leading `$` for something else; a pipeline of `$setField` does not.
 */
import type { Found, StoredRecord } from '@rastro/core'
import { sendableValue, valueAt } from '@rastro/core'
import type { Doc } from '../capture/driver.ts'

type Path = readonly string[]

/** The update that gives the paths the values that they have in the record, or takes them away. */
export function updateOf(record: StoredRecord, paths: readonly Path[]): Doc | Doc[] {
  return paths.every((path) => path.every(isPlain))
    ? plainUpdate(record, paths)
    : paths.map((path) => fieldStage(path, valueAt(record, path)))
}

function plainUpdate(record: StoredRecord, paths: readonly Path[]): Doc {
  const set: Doc = {}
  const unset: Doc = {}
  for (const path of paths) {
    const found = valueAt(record, path)
    if (found.found) set[path.join('.')] = sendableValue(found.value)
    else unset[path.join('.')] = ''
  }
  return {
    ...(Object.keys(set).length === 0 ? {} : { $set: set }),
    ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }),
  }
}

// `__proto__` would set the prototype of the object that the update is made of.
function isPlain(key: string): boolean {
  return key !== '' && key !== '__proto__' && !key.includes('.') && !key.startsWith('$')
}

function fieldStage(path: Path, found: Found): Doc {
  return { $replaceWith: withField('$$ROOT', path, found) }
}

function withField(input: unknown, path: Path, found: Found): unknown {
  const [key, ...rest] = path
  const field = { $literal: key }
  const value =
    rest.length === 0
      ? found.found
        ? { $literal: sendableValue(found.value) }
        : '$$REMOVE'
      : withField(
          // An object that is not there yet is made.
          { $ifNull: [{ $getField: { field, input } }, { $literal: {} }] },
          rest,
          found,
        )
  return { $setField: { field, input, value } }
}

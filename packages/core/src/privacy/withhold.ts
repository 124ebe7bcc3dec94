/**
 * Takes out of changes what must not be in an event: secrets always, values in summary mode.
 *
 * A secret may stand below the changed path, inside a value; there it is replaced, so that the
 * rest of the value can stay.
 */
import type { Change, StoredValue } from '../event/event.ts'
import { isIndex } from '../values/is-index.ts'
import { meets, replacedAt, restsOf } from './personal-paths.ts'
import { isSecretName } from './secret-names.ts'

/** What stands where a secret stood inside a value. */
export const WITHHELD = '[secret]'

/**
 * Takes out of changes whatever is secret by its name. Keys below a secret are secret as well: such
 * a change names the secret's own path.
 *
 * @param paths - What is secret because its schema says so; `*` stands for one segment.
 */
export function withholdSecrets(
  changes: readonly Change[],
  paths: readonly (readonly string[])[] = [],
): Change[] {
  const cut = new Set<string>()
  return changes.flatMap((change) => {
    const length = secretLength(change.path, paths)
    if (length === change.path.length) return withoutValues(change, 'secret')
    if (length !== undefined) {
      const path = change.path.slice(0, length)
      const key = JSON.stringify(path)
      if (cut.has(key)) return []
      cut.add(key)
      // Something below it came or went; it did so itself where the whole record did.
      const isWhole = changes.some((one) => one.path.join() === '_id' && one.op === change.op)
      return withoutValues({ path, op: isWhole ? change.op : 'replace' }, 'secret')
    }
    const rests = paths.flatMap((path) => restsOf(path, change.path))
    const without = (value: StoredValue): StoredValue =>
      withoutSecrets(replacedAt(value, rests, () => WITHHELD))
    return {
      ...change,
      ...('before' in change ? { before: without(change.before) } : {}),
      ...('after' in change ? { after: without(change.after) } : {}),
    }
  })
}

/** How many segments of a path name a secret, indexes behind it included; undefined for no secret. */
function secretLength(
  path: readonly string[],
  patterns: readonly (readonly string[])[],
): number | undefined {
  for (let length = 1; length <= path.length; length += 1) {
    const begin = path.slice(0, length)
    const isSecret =
      isSecretName(begin.at(-1) ?? '') ||
      patterns.some((pattern) => restsOf(pattern, begin).some((rest) => rest.length === 0))
    if (!isSecret) continue
    const inside = path.slice(length).findIndex((segment) => !isIndex(segment))
    return inside === -1 ? path.length : length + inside
  }
  return undefined
}

/** Keeps which paths changed and how, without what they held. */
export function namesOnly(changes: readonly Change[]): Change[] {
  return changes.map((change) => withoutValues(change, 'summary'))
}

/** The same for what meets one of these paths alone. */
export function namesOnlyAt(
  changes: readonly Change[],
  paths: readonly (readonly string[])[],
): Change[] {
  return changes.map((change) =>
    paths.some((path) => meets(path, change.path)) && change.omitted === undefined
      ? withoutValues(change, 'summary')
      : change,
  )
}

/** Copies a value with everything below a secret name replaced; what has none is not copied. */
export function withoutSecrets(value: StoredValue): StoredValue {
  if (Array.isArray(value)) {
    const kept = value.map(withoutSecrets)
    return kept.some((element, index) => element !== value[index]) ? kept : value
  }
  if (!isPlainObject(value)) return value
  let copy: Record<string, StoredValue> | undefined
  for (const [key, inner] of Object.entries(value)) {
    const kept = isSecretName(key) ? WITHHELD : withoutSecrets(inner)
    if (kept === inner) continue
    copy ??= { ...value }
    Object.defineProperty(copy, key, {
      value: kept,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy ?? value
}

function withoutValues(change: Change, omitted: NonNullable<Change['omitted']>): Change {
  return { path: change.path, op: change.op, omitted }
}

function isPlainObject(value: StoredValue): value is Record<string, StoredValue> {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

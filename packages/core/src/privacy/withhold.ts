/**
 * Takes out of changes what must not be in an event: secrets always, values in summary mode.
 *
 * A secret may stand below the changed path, inside a value; there it is replaced, so that the
 * rest of the value can stay.
 */
import type { Change, StoredValue } from '../event/event.ts'
import { meets, replacedAt, restsOf } from './personal-paths.ts'
import { isSecretName } from './secret-names.ts'

/** What stands where a secret stood inside a value. */
export const WITHHELD = '[secret]'

/**
 * Takes out of changes whatever is secret by its name.
 *
 * @param paths - What is secret because its schema says so; `*` stands for one segment.
 */
export function withholdSecrets(
  changes: readonly Change[],
  paths: readonly (readonly string[])[] = [],
): Change[] {
  return changes.map((change) => {
    if (change.path.some(isSecretName)) return withoutValues(change, 'secret')
    const rests = paths.flatMap((path) => restsOf(path, change.path))
    if (rests.some((rest) => rest.length === 0)) return withoutValues(change, 'secret')
    const without = (value: StoredValue): StoredValue =>
      withoutSecrets(replacedAt(value, rests, () => WITHHELD))
    return {
      ...change,
      ...('before' in change ? { before: without(change.before) } : {}),
      ...('after' in change ? { after: without(change.after) } : {}),
    }
  })
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

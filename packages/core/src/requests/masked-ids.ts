/**
 * Where in an event does another person's id stand, beside where it is named?
 *
 * Pure. Values and paths of changes hold ids as well: of the path by which a record says whom it
 * is about, of `_id`, of lists. An id that other records may share (a number) may stand for
 * something else: in what is the reader's own it counts only where a change says that it is one.
 */
import type { Change, RecordReference } from '../event/event.ts'
import { MASKED } from '../privacy/mask.ts'
import { fieldsOf, setField } from '../values/bson-type.ts'
import { idText, isIdValue, matchesIdText } from '../values/id-text.ts'
import { isReference, kindOf } from '../values/kind.ts'
import { isUniqueId } from '../values/unique-id.ts'
import type { SubjectKey } from './subject-request.ts'

/** Puts `***` where an id of others stands; what holds none stays the same value. */
export interface IdMask {
  value(value: unknown, of: Pick<Change, 'before' | 'after' | 'names'>): unknown
  path(path: readonly string[]): readonly string[]
  text(text: string): string
}

/**
 * @param others - Persons whom the event names, and who are not the reader.
 * @param isTheirs - Whether the values of the event are the reader's own.
 */
export function createIdMask(
  others: readonly RecordReference[],
  { keys, isTheirs }: { readonly keys: readonly SubjectKey[]; readonly isTheirs: boolean },
): IdMask {
  const texts = others.flatMap(({ id }) => {
    const isOwn = keys.some((key) => matchesIdText(id, key.id))
    return isOwn ? [] : [idText(id)]
  })
  const all: ReadonlySet<string> = new Set(texts)
  const unique: ReadonlySet<string> = new Set(texts.filter(isUniqueId))
  const hide = (text: string): string =>
    [...unique].reduce((kept, id) => kept.replaceAll(id, MASKED), text)

  function countedIn(change: Pick<Change, 'before' | 'after' | 'names'>): ReadonlySet<string> {
    if (!isTheirs || unique.size === all.size || isReferenceOf(change)) return all
    return unique
  }

  /** Somebody took the reader's place there, or the other way round; or the change names them. */
  function isReferenceOf({
    before,
    after,
    names = [],
  }: Pick<Change, 'before' | 'after' | 'names'>) {
    const isOwn = (value: unknown): boolean =>
      isIdValue(value) && keys.some(({ id }) => matchesIdText(value, id))
    return isOwn(before) || isOwn(after) || names.some(({ id }) => all.has(idText(id)))
  }

  return {
    value: (value, of) => (all.size === 0 ? value : replaced(value, countedIn(of))),
    path: (path) =>
      path.some((one) => unique.has(one))
        ? path.map((one) => (unique.has(one) ? MASKED : one))
        : path,
    text: hide,
  }

  function replaced(value: unknown, ids: ReadonlySet<string>): unknown {
    const kind = kindOf(value)
    if (kind === 'array') return replacedInArray(value as readonly unknown[], ids)
    if (kind === 'object') return replacedInObject(value as object, ids)
    return isIdValue(value) && ids.has(idText(value)) ? MASKED : value
  }

  function replacedInArray(items: readonly unknown[], ids: ReadonlySet<string>): unknown {
    const kept = items.map((one) => replaced(one, ids))
    return kept.some((one, at) => one !== items[at]) ? kept : items
  }

  function replacedInObject(value: object, ids: ReadonlySet<string>): unknown {
    if (isReference(value)) return hide(idText(value)) === idText(value) ? value : MASKED
    const fields = fieldsOf(value)
    const kept: Record<string, unknown> = {}
    let isKept = true
    for (const [key, inner] of Object.entries(fields)) {
      const shown = replaced(inner, ids)
      const name = unique.has(key) ? MASKED : key
      if (shown !== inner || name !== key) isKept = false
      setField(kept, name, shown)
    }
    return isKept ? value : kept
  }
}

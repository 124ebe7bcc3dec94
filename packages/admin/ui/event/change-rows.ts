/**
 * Which rows does a table of changes have?
 *
 * One for each property: what came or went as a whole tree is told by its properties. Equal values
 * are unchanged, wherever they stand; presence alone makes no difference.
 */
import type { ChangeJson } from './event-types.ts'
import { isTree, isUnder, pathText, rawText, valueKey } from './raw-value.ts'

/** A value that is there, and how it reads where that says more. */
export interface Side {
  readonly value: unknown
  readonly text?: string
}

export interface ChangeRow {
  readonly key: string
  readonly path: readonly string[]
  readonly label: string | undefined
  readonly mark: 'added' | 'changed' | 'removed' | 'same'
  /** Undefined: it was not there. */
  readonly before?: Side
  readonly after?: Side
  /** Why there are no values. */
  readonly omitted?: string
}

const MARKS = { add: 'added', replace: 'changed', remove: 'removed' } as const

/** The rows of what changed; those of mark `same` are parts of a tree that did not. */
export function changeRows(changes: readonly ChangeJson[]): readonly ChangeRow[] {
  return changes.flatMap((change) => rowsOf(change))
}

/** Rows of what the record has besides, for "all properties". */
export function otherRows(
  properties: readonly ChangeJson[],
  changes: readonly ChangeJson[],
): readonly ChangeRow[] {
  return changeRows(properties)
    .filter(
      ({ path }) => !changes.some((one) => isUnder(path, one.path) || isUnder(one.path, path)),
    )
    .map((row) => ({ ...row, mark: 'same' }))
}

function rowsOf(change: ChangeJson): readonly ChangeRow[] {
  const { path, op, label } = change
  const key = pathText(path)
  if (change.omitted !== undefined) {
    const omitted = change.omittedText ?? change.omitted
    return [{ key, path, label, mark: MARKS[op], omitted }]
  }
  const before = 'before' in change ? sideOf(change.before, change.beforeText) : undefined
  const after = 'after' in change ? sideOf(change.after, change.afterText) : undefined
  return leaves({ path, label }, before, after)
}

/** Only one that says more than the value itself, and in full. */
function sideOf(value: unknown, text: string | undefined): Side {
  const isEmpty = value === null || value === '' || isEmptyThing(value)
  const saysMore = text !== undefined && !isEmpty && !Array.isArray(value)
  if (!saysMore || text === rawText(value) || text === value || text.endsWith('…')) return { value }
  return { value, text }
}

function isEmptyThing(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

interface Named {
  readonly path: readonly string[]
  readonly label: string | undefined
}

function leaves(
  { path, label }: Named,
  before: Side | undefined,
  after: Side | undefined,
): readonly ChangeRow[] {
  const [was, is] = [before?.value, after?.value]
  const isInside = isTree(was) ? is === undefined || isTree(is) : isTree(is) && before === undefined
  if (isInside) {
    const [a, b] = [isTree(was) ? was : {}, isTree(is) ? is : {}]
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return names.flatMap((name) =>
      leaves(
        { path: [...path, name], label: label === undefined ? undefined : `${label} › ${name}` },
        Object.hasOwn(a, name) ? { value: a[name] } : undefined,
        Object.hasOwn(b, name) ? { value: b[name] } : undefined,
      ),
    )
  }
  const isSame = before !== undefined && after !== undefined && valueKey(was) === valueKey(is)
  const mark = isSame
    ? 'same'
    : before === undefined
      ? 'added'
      : after === undefined
        ? 'removed'
        : 'changed'
  return [
    {
      key: pathText(path),
      path,
      label,
      mark,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ]
}

/**
 * What is kept of a change by which a record is about somebody else from now on?
 *
 * Pure. The event is the new person's: it is encrypted under their key, erased with them and
 * handed out to them. So values at annotated paths, which were the former person's, are left out.
 */
import type { Change, RecordReference } from '../event/event.ts'
import { idText } from '../values/id-text.ts'
import { isIndex } from '../values/is-index.ts'
import type { AuditedModel, CapturedChange } from './captured.ts'

type Path = readonly string[]

/** Whom a record was about that is about somebody else now. */
export interface Move {
  /** Absent where nobody was known. */
  readonly from?: RecordReference
}

/** Returns undefined where the record is about the same person still, or was not there on one side. */
export function tryMove(
  { subjectOf }: Pick<AuditedModel, 'subjectOf'>,
  { before, after }: Pick<CapturedChange, 'before' | 'after'>,
): Move | undefined {
  if (subjectOf === undefined || before === undefined || after === undefined) return undefined
  const [was, is] = [subjectOf(before), subjectOf(after)]
  if (keyOf(was) === keyOf(is)) return undefined
  return was === undefined ? {} : { from: was }
}

/** Adds the former person, first: a long list is cut at its end. */
export function withFormer(
  related: readonly RecordReference[],
  { from }: Move,
): readonly RecordReference[] {
  if (from === undefined) return related
  return [from, ...related.filter((one) => keyOf(one) !== keyOf(from))]
}

/**
 * Keeps of changes at these paths that there were some, and none of the keys of maps in or below
 * them: those are data too.
 */
export function withholdMoved(changes: readonly Change[], patterns: readonly Path[]): Change[] {
  const cut = new Set<string>()
  return changes.flatMap((change) => {
    const { path, op, omitted = 'summary' } = change
    const lengths = patterns.flatMap((pattern) => toldLength(pattern, path) ?? [])
    if (lengths.length === 0) return [change]
    const length = Math.min(...lengths)
    if (length === path.length) return [{ path, op, omitted }]
    const told = path.slice(0, length)
    const key = JSON.stringify(told)
    if (cut.has(key)) return []
    cut.add(key)
    return [{ path: told, op: 'replace', omitted }]
  })
}

/** How many of a path's segments are names and no keys; undefined where the pattern is elsewhere. */
function toldLength(pattern: Path, path: Path, at = 0, from = 0): number | undefined {
  const [first, segment] = [pattern[at], path[from]]
  if (first === undefined || segment === undefined) return from
  const matched =
    first === '*' || first === segment ? toldLength(pattern, path, at + 1, from + 1) : undefined
  // What stands where any key may is a key.
  const named = matched === undefined || first !== '*' ? matched : from
  const skipped = isIndex(segment) ? toldLength(pattern, path, at, from + 1) : undefined
  return named === undefined || skipped === undefined
    ? (named ?? skipped)
    : Math.min(named, skipped)
}

/** As whose keys are told apart: an id is its text. */
function keyOf(one: RecordReference | undefined): string | undefined {
  return one === undefined ? undefined : JSON.stringify([one.type, idText(one.id)])
}

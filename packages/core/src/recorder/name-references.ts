/**
 * What are the records called whose ids stand in changes?
 *
 * Asked once for all events of a call, right after the write: later nobody knows any more what
 * they were called then. A name that cannot be had is left out, and never holds an event up.
 */
import { isIndex } from '../values/is-index.ts'
import type { Change, RecordReference, StoredValue } from '../event/event.ts'
import { fieldsOf } from '../values/bson-type.ts'
import { idText } from '../values/id-text.ts'
import { isBranch, kindOf } from '../values/kind.ts'
import { sameValue } from '../values/same-value.ts'
import type { NameLookup, NameQuestion, ReferencePath } from './captured.ts'
import type { MemberDraft } from './change-events.ts'

/** Different records that are asked for in one call. */
const MAX_ASKED = 500
/** Names that one event keeps. */
const MAX_NAMES = 100

/** True where it may be worth asking: everybody else waits for nothing. */
export function haveReferences(drafts: readonly MemberDraft[]): boolean {
  return drafts.some(
    ({ references, facts }) => references !== undefined && facts.changes !== undefined,
  )
}

/** Returns the drafts with names beside the ids in their changes, as far as they are known. */
export async function nameReferences(
  drafts: readonly MemberDraft[],
  lookup: NameLookup,
): Promise<readonly MemberDraft[]> {
  const found = drafts.map((draft) => idsOf(draft))
  const questions = questionsOf(found.flat(2))
  const known = questions.length === 0 ? [] : await lookup(questions).catch(() => [])
  const byKey = new Map(known.map((one) => [keyOf(one.type, one.id), one]))
  return drafts.map((draft, at) => withNames(draft, found[at] ?? [], byKey))
}

interface FoundId {
  readonly reference: ReferencePath
  readonly id: StoredValue
}

/** For each change of a draft, the ids in it that nothing else in the event names. */
function idsOf({ facts, references = [] }: MemberDraft): FoundId[][] {
  const { target, subject, related = [] } = facts
  const named = [target, subject, ...related].filter((one) => one?.name !== undefined)
  const isNamed = ({ reference, id }: FoundId): boolean =>
    named.some((one) => one?.type === reference.type && sameValue(one.id, id))
  return (facts.changes ?? []).map((change) =>
    references
      .flatMap((reference) => idsIn(change, reference).map((id) => ({ reference, id })))
      .filter((one) => !isNamed(one)),
  )
}

function idsIn({ path, before, after }: Change, { path: pattern }: ReferencePath): StoredValue[] {
  const named = pattern.includes('*') ? path : path.filter((segment) => !isIndex(segment))
  if (named.length > pattern.length) return []
  if (!named.every((segment, at) => pattern[at] === '*' || pattern[at] === segment)) return []
  const rest = pattern.slice(named.length)
  const [was, is] = [valuesAt(before, rest), valuesAt(after, rest)]
  // What stayed in a list did not change: nobody reads its name.
  const gone = was.filter((id) => !is.some((other) => sameValue(id, other)))
  return [...gone, ...is.filter((id) => !was.some((other) => sameValue(id, other)))]
}

function valuesAt(value: StoredValue, rest: readonly string[]): StoredValue[] {
  if (kindOf(value) === 'array')
    return (value as StoredValue[]).flatMap((one) => valuesAt(one, rest))
  const [next, ...further] = rest
  if (next === undefined) return ID_KINDS.has(kindOf(value)) ? [value] : []
  if (!isBranch(value)) return []
  const fields = fieldsOf(value)
  const keys = next === '*' ? Object.keys(fields) : [next]
  return keys.flatMap((key) => (Object.hasOwn(fields, key) ? valuesAt(fields[key], further) : []))
}

const ID_KINDS: ReadonlySet<string> = new Set([
  'objectId',
  'string',
  'int',
  'long',
  'double',
  'decimal',
  'binary',
])

function questionsOf(found: readonly FoundId[]): NameQuestion[] {
  const questions = new Map<string, Omit<NameQuestion, 'ids'> & { ids: Map<string, StoredValue> }>()
  let asked = 0
  for (const { reference, id } of found) {
    const { type, namePath } = reference
    const key = `${type} ${namePath ?? ''}`
    const question = questions.get(key) ?? {
      type,
      ...(namePath === undefined ? {} : { namePath }),
      ids: new Map<string, StoredValue>(),
    }
    questions.set(key, question)
    const idKey = keyOf(type, id)
    if (question.ids.has(idKey)) continue
    if (asked === MAX_ASKED) break
    question.ids.set(idKey, id)
    asked += 1
  }
  return [...questions.values()].map(({ ids, ...rest }) => ({ ...rest, ids: [...ids.values()] }))
}

function withNames(
  draft: MemberDraft,
  found: readonly (readonly FoundId[])[],
  known: ReadonlyMap<string, RecordReference>,
): MemberDraft {
  const { changes } = draft.facts
  if (changes === undefined || known.size === 0) return draft
  let left = MAX_NAMES
  const named = changes.map((change, at): Change => {
    const names = new Map<string, RecordReference>()
    for (const { reference, id } of found[at] ?? []) {
      const key = keyOf(reference.type, id)
      const name = known.get(key)
      if (name !== undefined && names.size < left) names.set(key, name)
    }
    left -= names.size
    return names.size === 0 ? change : { ...change, names: [...names.values()] }
  })
  return { ...draft, facts: { ...draft.facts, changes: named } }
}

function keyOf(type: string, id: StoredValue): string {
  return `${type} ${kindOf(id)} ${idText(id)}`
}

/**
 * How does a change read: what is it called, what was it, what is it now?
 *
 * Everything said comes from the event and the catalog; nothing is looked up, so a record that a
 * value refers to is called what it was called then, and by its id where that is not known.
 */
import type { Catalog } from '../catalog/definition.ts'
import type { FullLabels, Language } from '../catalog/labels.ts'
import type { AuditEvent, Change, RecordReference } from '../event/event.ts'
import { CHANGE_MESSAGES, IN_SENTENCE, LEFT_OUT, LIST_LABELS } from './change-words.ts'
import { label as labelText } from './label.ts'
import { isScalarList, tryListDifference } from './list-items.ts'
import { nameProperty, nameReference } from './property-label.ts'
import { jsonText, joinItems, propertyText } from './property-text.ts'
import type { TextContext } from './property-text.ts'
import { oneLine } from './value-text.ts'

/** A change in words, in one language. */
export interface ReadableChange {
  readonly path: readonly string[]
  /** What the path is called. */
  readonly label: string
  readonly kind: 'added' | 'changed' | 'removed'
  /** The value before; absent where there was none, or it was left out. */
  readonly before?: string
  readonly after?: string
  /** Items of a list that came. */
  readonly added?: readonly string[]
  readonly removed?: readonly string[]
  /** The items of a list that stayed are in another order. */
  readonly moved?: true
  /** Why there are no values, in words. */
  readonly omitted?: string
  /** The whole change in one line. */
  readonly text: string
}

/** The part of an event that its changes are read with. */
export type ChangedEvent = Pick<AuditEvent, 'place' | 'operation' | 'changes'> &
  Partial<Pick<AuditEvent, 'target' | 'subject' | 'related'>>

/** The words, the reader's language, and the zone of instants (default UTC). */
export interface ReadableOptions {
  readonly catalog: Catalog
  readonly language: Language
  /** IANA zone. */
  readonly zone?: string
}

/**
 * Says what each change of an event means, in their order.
 *
 * @param event - The event as it is stored or read, or what of it is known.
 * @param options - `catalog`: the words; `language`: the reader's; `zone`: for instants.
 *
 * @example
 * ```ts
 * readableChanges(event, { catalog, language: 'pt-BR' })[0]?.text // 'Função: Agente → Supervisor'
 * ```
 */
export function readableChanges(event: ChangedEvent, options: ReadableOptions): ReadableChange[] {
  return (event.changes ?? []).map((change) => readableChange(change, event, options))
}

/** The same as clauses that stand after the colon of a sentence. */
export function changeClause(
  change: Change,
  event: ChangedEvent,
  options: ReadableOptions,
): string {
  const telling = shortly(tellingOf(change, event, options))
  return linesOf(telling, IN_SENTENCE, options.language).join('; ')
}

/** A sentence has room for the beginning of a value; where both begin alike, for the label alone. */
const MAX_IN_SENTENCE = 40

function shortly(telling: Telling): Telling {
  const short = (text: string): string => oneLine(text, MAX_IN_SENTENCE)
  const { before, after, added, removed, ...rest } = telling
  const [was, is] = [before && short(before), after && short(after)]
  return {
    ...rest,
    ...(was === is ? {} : { before: was, after: is }),
    ...(added === undefined ? {} : { added: added.map(short) }),
    ...(removed === undefined ? {} : { removed: removed.map(short) }),
  }
}

function readableChange(
  change: Change,
  event: ChangedEvent,
  options: ReadableOptions,
): ReadableChange {
  const telling = tellingOf(change, event, options)
  const { label, before, after, added, removed, moved, omitted } = telling
  return {
    path: change.path,
    label,
    kind: KINDS[change.op],
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(added === undefined || added.length === 0 ? {} : { added }),
    ...(removed === undefined || removed.length === 0 ? {} : { removed }),
    ...(moved === true ? { moved } : {}),
    ...(omitted === undefined ? {} : { omitted }),
    text: linesOf(telling, CHANGE_MESSAGES, options.language).join('; '),
  }
}

const KINDS = { add: 'added', replace: 'changed', remove: 'removed' } as const

interface Telling {
  readonly label: string
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly added?: readonly string[]
  readonly removed?: readonly string[]
  readonly moved?: true
  readonly omitted?: string
  /** What stands before items that came and went. */
  readonly listLabels?: Readonly<Record<'added' | 'removed' | 'moved', string>>
  /** The record itself came or went: its values are not differences. */
  readonly isWhole: boolean
}

function tellingOf(change: Change, event: ChangedEvent, options: ReadableOptions): Telling {
  const { language } = options
  const naming = (change.names ?? []).some(({ name }) => name !== undefined)
    ? nameReference
    : nameProperty
  const { label, property } = naming(event.place, change.path, options)
  const isWhole = isWholeRecord(event)
  if (change.omitted !== undefined) {
    const words = Object.hasOwn(LEFT_OUT, change.omitted) ? LEFT_OUT[change.omitted] : LEFT_OUT.size
    return { label, omitted: words[language], isWhole }
  }
  const context: TextContext = {
    catalog: options.catalog,
    language,
    zone: options.zone ?? 'UTC',
    place: event.place,
    path: change.path,
    property,
    names: change.names ?? [],
    others: othersIn(event),
  }
  const [before, after] = valueTexts(change, context)
  const list = isWhole ? undefined : tryList(change)
  if (list === undefined) return { label, before, after, isWhole }
  const own = (key: 'added' | 'removed'): string | undefined =>
    property[key] === undefined ? undefined : labelText(property[key], language)
  const withLabel = (key: 'added' | 'removed' | 'moved'): string =>
    fill(LIST_LABELS[key][language], { label })
  return {
    label,
    before,
    after,
    added: list.added.map((item) => propertyText(item, context, 1)),
    removed: list.removed.map((item) => propertyText(item, context, 1)),
    ...(list.moved ? { moved: true } : {}),
    listLabels: {
      added: own('added') ?? withLabel('added'),
      removed: own('removed') ?? withLabel('removed'),
      moved: withLabel('moved'),
    },
    isWhole,
  }
}

function tryList(change: Change): ReturnType<typeof tryListDifference> {
  if (change.op === 'replace') return tryListDifference(change.before, change.after)
  const only = change.op === 'add' ? change.after : change.before
  if (!isScalarList(only) || only.length === 0) return undefined
  return change.op === 'add'
    ? { added: only, removed: [], moved: false }
    : { added: [], removed: only, moved: false }
}

function valueTexts(
  change: Change,
  context: TextContext,
): readonly [string | undefined, string | undefined] {
  const before = 'before' in change ? propertyText(change.before, context) : undefined
  const after = 'after' in change ? propertyText(change.after, context) : undefined
  // Two values that differ must not read the same: a long text changed near its end, 1 became 1.0.
  if (before === undefined || before !== after) return [before, after]
  return [jsonText(change.before), jsonText(change.after)]
}

function othersIn({ target, subject, related = [] }: ChangedEvent): readonly RecordReference[] {
  return [target, subject, ...related].flatMap((one) => (one?.name === undefined ? [] : [one]))
}

function isWholeRecord({ operation, changes = [] }: ChangedEvent): boolean {
  if (operation === 'create') return changes.every(({ op }) => op === 'add')
  return operation.endsWith('delete') && changes.every(({ op }) => op === 'remove')
}

type Messages = Readonly<Record<'value' | 'changed' | 'added' | 'removed', FullLabels>>

function linesOf(telling: Telling, messages: Messages, language: Language): string[] {
  const { label, before, after, added = [], removed = [], listLabels, omitted } = telling
  const line = (key: keyof Messages, slots: Readonly<Record<string, string>>): string =>
    fill(messages[key][language], slots)
  if (omitted !== undefined) return [fill(IN_SENTENCE.value[language], { label, value: omitted })]
  if (listLabels !== undefined && (added.length > 0 || removed.length > 0 || telling.moved)) {
    const items = (key: 'added' | 'removed', texts: readonly string[]): string[] =>
      texts.length === 0 ? [] : [line('value', { label: listLabels[key], value: joinItems(texts) })]
    const moved = telling.moved === true ? [listLabels.moved] : []
    return [...items('added', added), ...items('removed', removed), ...moved]
  }
  if (before !== undefined && after !== undefined)
    return [line('changed', { label, before, after })]
  const value = after ?? before
  if (value === undefined) return [label]
  if (telling.isWhole) return [line('value', { label, value })]
  return after === undefined
    ? [line('removed', { label, before: value })]
    : [line('added', { label, after: value })]
}

/** One pass over the message: a value's own braces are never looked at. */
function fill(message: string, slots: Readonly<Record<string, string>>): string {
  return message.replaceAll(/\{(\w+)\}/g, (whole, slot: string) =>
    Object.hasOwn(slots, slot) ? (slots[slot] ?? '') : whole,
  )
}

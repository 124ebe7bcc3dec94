/**
 * What happened, in one plain sentence?
 *
 * Everything said comes from the event and the catalog; nothing is looked up, so a record is
 * called what it was called then. The first changes of a record are said in it, all of them in
 * `readable-change.ts`.
 */
import type { Catalog } from '../catalog/definition.ts'
import type { Language } from '../catalog/labels.ts'
import type { Actor, AuditEvent, RecordReference } from '../event/event.ts'
import {
  A_PERSON,
  A_RECORD,
  NOT_DONE,
  NO_REASON,
  PLAIN_SENTENCE,
  QUOTED,
  SOMEBODY,
  SOME_NUMBER,
  UNNAMED,
  WITH_COUNT,
} from './fallback-words.ts'
import { WITH_CHANGES } from './change-words.ts'
import { label, textFor } from './label.ts'
import type { TextInLanguage } from './label.ts'
import { changeClause } from './readable-change.ts'
import { renderMessage } from './render-message.ts'
import type { SlotValues } from './render-message.ts'
import { oneLine, tryNumber, tryShortId, tryValueText } from './value-text.ts'

/**
 * Says what an event means.
 *
 * The event type's own sentence, else its operation's, in the reader's language (else the nearest
 * one there is). An edit says its first changes; the event that stands for a group says how many
 * records; one that failed or was denied says so first.
 *
 * @param event - The event as it is stored or read.
 * @param options - `catalog`: the words; `language`: the reader's; `zone`: of instants, default
 * UTC; `maxChanges`: how many changes an edit says, at least 0, default 2.
 *
 * @example
 * ```ts
 * sentence(event, { catalog, language: 'en' }) // 'Ana Souza deleted the ticket “Broken printer”'
 * ```
 */
export function sentence(event: AuditEvent, options: SentenceOptions): string {
  const { catalog, language } = options
  const type = catalog.types.get(event.type)
  const operation = catalog.operations.get(event.operation)
  const labels = type?.sentence ?? operation?.sentence ?? PLAIN_SENTENCE
  const message = textFor(labels, language)
  const facts = factsOf(event)
  const values = slotValues(facts, { catalog, language: message.language })
  let text = renderMessage(message, values)
  if (facts.total !== undefined && !(saysCount(message) && facts.count === facts.total)) {
    const around = { text: WITH_COUNT[message.language], language: message.language }
    const places = tryPlacesText(event, { catalog, language: message.language })
    text = renderAround(around, text, {
      ...values,
      tryText: (slot) => (slot === 'places' ? places : values.tryText(slot)),
      tryNumber: () => facts.total,
    })
  }
  text = withChanges(text, event, { ...options, language: message.language })
  const { outcome } = event
  // A sentence that begins with the actor says that it was done; the others say what happened.
  if (outcome === 'success' || !message.text.startsWith('{actor}')) return text
  const around = outcome === 'denied' ? NOT_DONE.denied : NOT_DONE.failure
  return renderAround({ text: around[message.language], language: message.language }, text, values)
}

/** The words of a sentence, and how much it says. */
export interface SentenceOptions {
  readonly catalog: Catalog
  readonly language: Language
  /** IANA zone of instants. Default UTC. */
  readonly zone?: string
  /** How many of an edit's changes are said, at least 0. Default 2. */
  readonly maxChanges?: number
}

const MAX_CHANGES = 2

function withChanges(text: string, event: AuditEvent, options: SentenceOptions): string {
  const { changes = [], operation } = event
  const most = options.maxChanges ?? MAX_CHANGES
  if (operation !== 'update' || changes.length === 0 || most === 0) return text
  const clauses = changes.slice(0, most).map((change) => changeClause(change, event, options))
  const left = changes.length - clauses.length
  const message = { text: WITH_CHANGES[options.language], language: options.language }
  return renderMessage(message, {
    tryText: (slot) => (slot === 'text' ? text : clauses.join('; ')),
    fallback: () => '',
    tryNumber: () => (left === 0 ? undefined : left),
  })
}

interface Facts {
  readonly event: AuditEvent
  readonly target: RecordReference | undefined
  /** How many records the sentence is about; undefined if it is about one. */
  readonly count: number | undefined
  /** How many records the group has that this event stands for; undefined for less than two. */
  readonly total: number | undefined
}

// A group's head has no target of its own: the record that was acted on is the cause's, unless
// the type is about the many records themselves.
function factsOf(event: AuditEvent): Facts {
  const { details, group } = event
  const own = tryCount(details?.['count'])
  if (group === undefined || group.index !== undefined) {
    return { event, target: event.target, count: own, total: undefined }
  }
  const cause = event.operation === 'bulk-delete' ? undefined : tryReference(details?.['cause'])
  const target = event.target ?? cause
  const inPlace = tryCount(tryField(details?.['counts'], event.place))
  const count = target === undefined ? (inPlace ?? own) : undefined
  return { event, target, count, total: own !== undefined && own > 1 ? own : undefined }
}

function saysCount(message: TextInLanguage): boolean {
  return message.text.includes('{count')
}

function slotValues(
  facts: Facts,
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): SlotValues {
  const { event, target } = facts
  // A name's own quotes must not look like the end of the name.
  const quote = (text: string): string =>
    QUOTED[language].replace('{text}', () => text.replaceAll(/[“”«»]/g, '"'))
  const name = (record: RecordReference | undefined): string | undefined => {
    const text = tryClean(record?.name)
    return text === undefined ? undefined : quote(text)
  }
  const tryText = (slot: string): string | undefined => {
    if (slot === 'actor') return tryActorText(event.actor, { catalog, language })
    if (slot === 'count') return tryValueText(facts.count, language)
    if (slot === 'operation') {
      const labels = catalog.operations.get(event.operation)?.label
      return quote(labels === undefined ? oneLine(event.operation) : label(labels, language))
    }
    if (slot === 'place') {
      const labels = catalog.places.get(event.place)?.label
      return labels === undefined ? tryClean(event.place) : label(labels, language)
    }
    if (slot === 'cause') {
      const cause = tryReference(event.details?.['cause'])
      return name(cause) ?? tryShortId(cause?.id)
    }
    if (slot === 'reason') return tryClean(event.reason)
    if (slot === 'record') return name(target) ?? tryShortId(target?.id)
    if (slot === 'target') return name(target) ?? tryTypeAndId(target)
    if (slot === 'subject') return name(event.subject) ?? tryTypeAndId(event.subject)
    return tryValueText(event.details?.[slot.slice('details.'.length)], language)
  }
  return {
    tryText,
    fallback: (slot) => FALLBACKS[slot]?.[language] ?? '?',
    tryNumber: (slot) =>
      slot === 'count' ? facts.count : tryNumber(event.details?.[slot.slice('details.'.length)]),
  }
}

const FALLBACKS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  actor: SOMEBODY,
  count: SOME_NUMBER,
  reason: NO_REASON,
  record: UNNAMED,
  subject: A_PERSON,
  target: A_RECORD,
}

/** How many records in each place, where the group has several: *Tickets 312, Chats 8*. */
function tryPlacesText(
  { details }: AuditEvent,
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): string | undefined {
  const counts = details?.['counts']
  if (typeof counts !== 'object' || counts === null) return undefined
  const texts = Object.entries(counts).flatMap(([place, n]) => {
    const count = tryValueText(tryCount(n), language)
    const labels = catalog.places.get(place)?.label
    const name = labels === undefined ? oneLine(place) : label(labels, language)
    return count === undefined ? [] : [`${name} ${count}`]
  })
  return texts.length < 2 ? undefined : texts.join(', ')
}

/** Puts a finished sentence into the message that goes around it. */
function renderAround(around: TextInLanguage, inner: string, values: SlotValues): string {
  return renderMessage(around, {
    ...values,
    tryText: (slot) => (slot === 'text' ? inner : values.tryText(slot)),
  })
}

function tryActorText(
  actor: Actor | undefined,
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): string | undefined {
  const known = tryClean(actor?.name) ?? tryClean(actor?.email)
  if (known !== undefined || actor === undefined) return known
  const labels = catalog.actorTypes.get(actor.type)?.label
  return labels === undefined ? tryClean(actor.type) : label(labels, language)
}

function tryTypeAndId(record: RecordReference | undefined): string | undefined {
  const type = tryClean(record?.type)
  const id = tryShortId(record?.id)
  if (type === undefined) return id
  return id === undefined ? type : `${type} ${id}`
}

// Events may come from an older version, or from somebody else's database tool.
function tryClean(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const clean = oneLine(text)
  return clean === '' ? undefined : clean
}

function tryCount(value: unknown): number | undefined {
  const number = tryNumber(value)
  return number === undefined ? undefined : Number(number)
}

function tryReference(value: unknown): RecordReference | undefined {
  const type = tryField(value, 'type')
  const name = tryField(value, 'name')
  if (typeof type !== 'string') return undefined
  return { type, id: tryField(value, 'id'), ...(typeof name === 'string' && { name }) }
}

function tryField(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

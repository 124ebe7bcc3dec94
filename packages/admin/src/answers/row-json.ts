/**
 * How does an event read as one line of a list?
 *
 * What every row shows and no more, at most some 300 bytes where names are of usual length: a page
 * of 500 rows is read on telephones. What only some lists show is asked for.
 */
import { idText, isLook, sentence } from '@rastro/core'
import type { Actor, JsonValue, ReadEvent } from '@rastro/core'
import { given, groupJson } from './event-json.ts'
import type { Wording } from './event-json.ts'

/** A row's width holds no more; the whole text is in the event. */
const MAX_NAME_CHARS = 60
const MAX_SENTENCE_CHARS = 160

/** What a row has only where somebody asks. */
export const ROW_EXTRAS = ['email', 'client', 'ip', 'sentence'] as const

/** One of `ROW_EXTRAS`. */
export type RowExtra = (typeof ROW_EXTRAS)[number]

const NONE: ReadonlySet<RowExtra> = new Set()

export function rowJson(
  event: ReadEvent,
  wording: Wording,
  extras: ReadonlySet<RowExtra> = NONE,
): { readonly [key: string]: JsonValue } {
  const { target, group } = event
  // Where there is no record to name, and where many are meant, the columns do not say what happened.
  const isHead = group !== undefined && group.index === undefined
  const isTold = target === undefined || isHead || isLook(event)
  return {
    id: event.id,
    ...given('sequence', event.sequence),
    at: event.at.toISOString(),
    actor: actorJson(event.actor, extras),
    operation: event.operation,
    place: event.place,
    ...given('target', target, ({ type, id, name }) => ({
      type,
      id: idText(id),
      ...given('name', name, shortName),
    })),
    outcome: event.outcome,
    severity: event.severity,
    changes: event.changes?.length ?? 0,
    ...given('client', extras.has('client') ? clientOf(event) : undefined, shortName),
    ...given('ip', extras.has('ip') ? event.origin?.ip : undefined),
    ...given('group', event.group, groupJson),
    ...(isTold || extras.has('sentence') ? { sentence: shortSentence(event, wording) } : {}),
  }
}

/** Who, through what, and who it really was, where that was somebody else. */
function actorJson(
  { type, name, email, via, impersonator }: Actor,
  extras: ReadonlySet<RowExtra>,
): { readonly [key: string]: JsonValue } {
  const isShown = name !== undefined && extras.has('email')
  return {
    type,
    ...given('name', name ?? email, shortName),
    ...given('email', isShown ? email : undefined, shortName),
    ...given('via', via, shortName),
    ...given('by', impersonator?.name ?? impersonator?.email, shortName),
  }
}

/** Without what changed, which takes more room than all the rest: the event says it. */
function shortSentence(event: ReadEvent, wording: Wording): string {
  return cut(sentence(event, { ...wording, maxChanges: 0 }), MAX_SENTENCE_CHARS)
}

/** Whom the data is about, where the record's own name does not say it. */
function clientOf({ subject, target }: ReadEvent): string | undefined {
  if (subject === undefined) return undefined
  const isTarget = subject.type === target?.type && idText(subject.id) === idText(target.id)
  return isTarget ? undefined : subject.name
}

function shortName(name: string): string {
  return cut(name, MAX_NAME_CHARS)
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  // Half of a surrogate pair is no character.
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

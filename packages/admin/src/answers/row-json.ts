/**
 * How does an event read as one line of a list?
 *
 * What a row shows and no more, some 300 bytes where names are of usual length: a page of 500 rows
 * is read on telephones.
 */
import { idText, sentence } from '@rastro/core'
import type { JsonValue, ReadEvent } from '@rastro/core'
import { given, groupJson } from './event-json.ts'
import type { Wording } from './event-json.ts'

/** A row's width holds no more; the whole text is in the event. */
const MAX_NAME_CHARS = 60
const MAX_SENTENCE_CHARS = 160

export function rowJson(event: ReadEvent, wording: Wording): { readonly [key: string]: JsonValue } {
  const { actor, target } = event
  return {
    id: event.id,
    ...given('sequence', event.sequence),
    at: event.at.toISOString(),
    actor: { type: actor.type, ...given('name', actor.name ?? actor.email, shortName) },
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
    ...given('group', event.group, groupJson),
    // Where there is no record to name, the columns do not say what happened.
    ...(target === undefined
      ? { sentence: cut(sentence(event, wording), MAX_SENTENCE_CHARS) }
      : {}),
  }
}

function shortName(name: string): string {
  return cut(name, MAX_NAME_CHARS)
}

function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  // Half of a surrogate pair is no character.
  return `${text.slice(0, maxChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

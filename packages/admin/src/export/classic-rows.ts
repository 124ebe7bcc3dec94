/**
 * How does an event read as a line for people, and as the JSON that goes with it?
 *
 * Six columns and no more: when, who, what, of what, from where, and how it ended. Texts are made
 * of the catalog's words, each once, and of names that were recorded.
 */
import { createZonedText, csvCell, idText, label, toJson } from '@rastro/core'
import type { CsvColumn, JsonValue, Labels, ReadEvent } from '@rastro/core'
import type { Wording } from '../answers/event-json.ts'
import { CLASSIC_LABELS, SETTINGS_ACTION, withoutAccents } from './classic-words.ts'

/** Makes the columns in the reader's language; `wording.zone` is the zone of the times. */
export function classicColumns(wording: Wording): readonly CsvColumn<ReadEvent>[] {
  const { catalog, language, zone } = wording
  const time = createZonedText(zone)
  const say = remembered((labels: Labels) => label(labels, language))
  const fixed = remembered((labels: Labels) => csvCell(withoutAccents(say(labels))))

  function user({ actor }: ReadEvent): string {
    const known = actor.email ?? actor.name ?? (actor.id === undefined ? '' : idText(actor.id))
    if (known !== '') return known
    const labels = catalog.actorTypes.get(actor.type)?.label
    return labels === undefined ? actor.type : say(labels)
  }

  function action({ category, operation }: ReadEvent): string {
    if (category === 'settings') return fixed(SETTINGS_ACTION)
    const labels = catalog.operations.get(operation)?.label
    return labels === undefined ? csvCell(operation) : fixed(labels)
  }

  function details(event: ReadEvent): string {
    const { type, place, operation, target, details: recorded } = event
    const count = recorded?.['count']
    const placeLabels = catalog.places.get(place)?.label
    if (operation === 'export' && typeof count === 'number' && countsRecords(type)) {
      return `${count} ${(placeLabels === undefined ? place : say(placeLabels)).toLowerCase()}`
    }
    const labels = catalog.types.get(type)?.label ?? placeLabels
    const what = labels === undefined ? type : say(labels)
    return target === undefined ? what : `${what}: ${target.name ?? idText(target.id)}`
  }

  /** What is counted may be something else than records of the place: rows of a report, say. */
  function countsRecords(type: string): boolean {
    return catalog.types.get(type)?.sentence?.en.includes('{count') ?? true
  }

  function status({ outcome }: ReadEvent): string {
    const labels = catalog.outcomes.get(outcome)?.label
    return labels === undefined ? csvCell(outcome) : fixed(labels)
  }

  const cells: readonly ((event: ReadEvent) => string)[] = [
    (event) => time(event.at),
    (event) => csvCell(user(event)),
    action,
    (event) => csvCell(details(event)),
    (event) => csvCell(event.origin?.ip ?? ''),
    status,
  ]
  return cells.map((cell, at) => ({ label: labelAt(at, wording), cell }))
}

/** Stable English keys in any language. */
export function classicJson(event: ReadEvent): string {
  const { at, actor, operation, place, details, target, changes, origin, outcome } = event
  const user = actor.email ?? actor.name ?? (actor.id === undefined ? null : idText(actor.id))
  const own = details === undefined ? {} : (toJson(details) as Readonly<Record<string, JsonValue>>)
  return JSON.stringify({
    timestamp: at.toISOString().replace('.000Z', 'Z'),
    user: user ?? actor.type,
    action: `${operation}_${place}`.replaceAll(/[^A-Za-z0-9]+/g, '_'),
    details: {
      ...(target === undefined
        ? {}
        : { record: { type: target.type, id: idText(target.id), name: target.name } }),
      ...(changes === undefined ? {} : { changed: changes.map(({ path }) => path.join('.')) }),
      ...own,
    },
    ip: origin?.ip ?? null,
    status: outcome,
  })
}

function labelAt(at: number, { language }: Wording): string {
  return CLASSIC_LABELS[at]?.[language] ?? ''
}

/** Labels are the catalog's own objects, of which there are few. */
function remembered(make: (labels: Labels) => string): (labels: Labels) => string {
  const made = new WeakMap<Labels, string>()
  return (labels) => {
    let text = made.get(labels)
    if (text === undefined) {
      text = make(labels)
      made.set(labels, text)
    }
    return text
  }
}

/** A person's own events as lines of a spreadsheet: one for each value that changed. */
import { csvCell, csvWriter, readable } from '@rastro/core'
import type { Catalog, Language, ReadableChange, RowWriter } from '@rastro/core'
import { actorText } from './actor-text.ts'
import { FILE_WORDS } from './file-words.ts'
import type { OwnEvent } from './own-event.ts'

interface Line extends OwnEvent {
  readonly sentence: string
  readonly who: string
  readonly change: ReadableChange | undefined
}

interface Words {
  readonly catalog: Catalog
  readonly language: Language
  readonly zone: string
}

/** Makes the writer; its rows are events, of which each becomes one line or more. */
export function fileCsv(words: Words): RowWriter<OwnEvent> {
  const { language } = words
  const t = FILE_WORDS[language]
  const writer = csvWriter<Line>(
    [
      { label: t.when, cell: ({ event }) => csvCell(event.at.toISOString()) },
      { label: t.relation, cell: ({ relation }) => csvCell(t[relation]) },
      { label: t.what, cell: ({ sentence }) => csvCell(sentence) },
      { label: t.who, cell: ({ who }) => csvCell(who) },
      { label: t.property, cell: ({ change }) => csvCell(change?.label ?? '') },
      { label: t.original, cell: ({ change }) => csvCell(beforeText(change)) },
      { label: t.new, cell: ({ change }) => csvCell(afterText(change)) },
      { label: t.event, cell: ({ event }) => csvCell(event.id) },
    ],
    { isForSpreadsheets: true },
  )
  return {
    ...writer,
    rows: (events) =>
      writer.rows(
        events.flatMap((one): Line[] => {
          const { sentence, changes } = readable(one.event, words)
          const who = actorText(one.event.actor, words)
          const base = { ...one, sentence, who }
          if (changes.length === 0) return [{ ...base, change: undefined }]
          return changes.map((change) => ({ ...base, change }))
        }),
      ),
  }
}

/** The value before; of a list what went. */
export function beforeText(change: ReadableChange | undefined): string {
  return change?.before ?? change?.removed?.join(', ') ?? ''
}

/** The value after, or why there is none. */
export function afterText(change: ReadableChange | undefined): string {
  return change?.after ?? change?.added?.join(', ') ?? change?.omitted ?? ''
}

/**
 * Everything that is recorded about a person and by them, as one archive.
 *
 * The same events three times, for programs (JSON), for spreadsheets (CSV) and for eyes (HTML); read
 * anew for each, as they were when it began, so that a file of any length takes little memory.
 */
import { createZipWriter, createZonedText, isAbout, isOwnActor, ownView } from '@rastro/core'
import type {
  AuditReader,
  Catalog,
  EventScan,
  Language,
  OwnViewParts,
  RowSource,
  RowWriter,
} from '@rastro/core'
import { recordedJson } from '../export/recorded-json.ts'
import { fileCsv } from './file-csv.ts'
import { htmlFoot, htmlHead, htmlRow } from './file-html.ts'
import type { OwnEvent } from './own-event.ts'

export interface PersonFileParts extends OwnViewParts {
  /** Whole: nothing of the person's own is hidden from the person. */
  readonly reader: AuditReader
  readonly tenant: string
  readonly catalog: Catalog
  readonly language: Language
  readonly zone: string
  readonly now: Date
}

/** Events of one reading are handed on in pieces of this many. */
const PIECE = 200

/** Pieces of the archive, as a sender of files takes them. */
export function personFile(parts: PersonFileParts): RowSource<Uint8Array> {
  let open: EventScan | undefined
  let isClosed = false
  const pieces = archive(parts, async (query) => {
    open = await parts.reader.scan({ tenant: parts.tenant }, query)
    if (isClosed) await open.close()
    return open
  })
  return {
    async next() {
      if (isClosed) return []
      const { value, done } = await pieces.next()
      return done === true ? [] : [value]
    },
    async close() {
      isClosed = true
      await open?.close()
    },
  }
}

/** The pieces are bytes already. */
export const personFileWriter: RowWriter<Uint8Array, Uint8Array> = {
  head: () => new Uint8Array(),
  rows: (pieces) => Buffer.concat(pieces),
  tail: () => new Uint8Array(),
  broken: () => new Uint8Array(),
}

type Scan = (query: Readonly<Record<string, unknown>>) => Promise<EventScan>

async function* archive(parts: PersonFileParts, scan: Scan): AsyncGenerator<Uint8Array> {
  const zip = createZipWriter()
  const { now } = parts
  const words = { ...parts, stamp: createZonedText(parts.zone) }
  yield zip.file('my-data.json', now)
  yield zip.data(`${jsonHead(parts)}"events":[\n`)
  let before = ''
  for await (const some of ownEvents(parts, scan)) {
    let text = ''
    for (const { event, relation } of some) {
      text += `${before}{"relation":"${relation}","event":${recordedJson(event)}}`
      before = ',\n'
    }
    yield zip.data(text)
  }
  yield zip.data('\n]}\n')
  const csv = fileCsv(parts)
  yield zip.file('my-data.csv', now)
  yield zip.data(csv.head())
  for await (const some of ownEvents(parts, scan)) yield zip.data(csv.rows(some))
  yield zip.file('my-data.html', now)
  yield zip.data(htmlHead(words))
  for await (const some of ownEvents(parts, scan)) {
    yield zip.data(some.map((one) => htmlRow(one, words)).join(''))
  }
  yield zip.data(htmlFoot())
  yield zip.end()
}

/** What the file is, and what could not be in it. */
function jsonHead({ keys, now }: PersonFileParts): string {
  const facts = {
    format: 'audit-personal-data/1',
    madeAt: now.toISOString(),
    person: keys,
    omitted: {
      summary: 'only the name of the changed field was kept, never its values',
      secret: 'a secret: its values were never recorded',
      size: 'too large to be recorded',
    },
  }
  return `${JSON.stringify(facts).slice(0, -1)},`
}

/** What is about the person first, then what they did to other things; each oldest first. */
async function* ownEvents(parts: PersonFileParts, scan: Scan): AsyncGenerator<readonly OwnEvent[]> {
  const ids = parts.keys.map(({ id }) => id)
  const bounds = { to: parts.now.toISOString(), order: 'oldest' }
  yield* matching(await scan({ ...bounds, client: ids }), parts, 'about')
  yield* matching(await scan({ ...bounds, user: ids }), parts, 'by')
}

async function* matching(
  scan: EventScan,
  parts: PersonFileParts,
  relation: OwnEvent['relation'],
): AsyncGenerator<readonly OwnEvent[]> {
  const { keys } = parts
  try {
    for (;;) {
      const events = await scan.next()
      if (events.length === 0) return
      const own = events.filter((event) =>
        relation === 'about'
          ? isAbout(event, keys)
          : isOwnActor(event.actor, keys) && !isAbout(event, keys),
      )
      for (let first = 0; first < own.length; first += PIECE) {
        yield own
          .slice(first, first + PIECE)
          .map((event) => ({ event: ownView(event, parts), relation }))
      }
    }
  } finally {
    await scan.close()
  }
}

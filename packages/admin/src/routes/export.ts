/**
 * `GET export`: what a query finds, all of it, as a file.
 *
 * The same query, scope and order as the list. It is recorded when it is over, with what really
 * left, whether or not its reader took all of it.
 */
import { attachment, exportContentType, primedSource } from '@rastro/core'
import type { EventScan, ExportResponse, ReadEvent, RowSource, SentExport } from '@rastro/core'
import { assertOwnSite } from '../access/same-origin.ts'
import { tryPerson } from '../access/person.ts'
import { FILE_WORDS } from '../export/classic-words.ts'
import { eventWriter, readChoice } from '../export/presets.ts'
import type { ExportChoice } from '../export/presets.ts'
import { API_HEADERS } from '../http/headers.ts'
import type { Answer } from '../http/exchange.ts'
import { Refusal, notFound } from '../http/refusal.ts'
import { noteFilter } from '../looking/recorded-filter.ts'
import type { NotedFilter } from '../looking/recorded-filter.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

const RETRY_AFTER_SECONDS = '10'

export const exportEvents: Handler = async (visit, service) => {
  const { exports } = service
  if (exports === undefined) throw notFound('the log cannot be exported here')
  // It leaves a trace and is work for the database: not for another site to cause.
  assertOwnSite(visit.request)
  const choice = readChoice(visit.own)
  if (visit.request.method === 'HEAD') return headAnswer(visit, { choice, service })
  const leave = exports.gate.tryEnter(await keyOf(visit, service))
  if (leave === undefined) throw busy()
  try {
    const startedAt = service.clock.now()
    const scan = await service.reader.scan(readAccess(visit.access), visit.given.query)
    const filter = noteFilter(visit.given.query)
    const source = notedSource(await primedSource(scan), filter)
    return fileAnswer(visit, { choice, service, scan, source, filter, startedAt, leave })
  } catch (error) {
    leave()
    throw error
  }
}

interface FileParts {
  readonly choice: ExportChoice
  readonly service: Service
  readonly scan: EventScan
  readonly source: RowSource<ReadEvent>
  readonly filter: NotedFilter
  readonly startedAt: Date
  /** Gives the place at the gate back. */
  readonly leave: () => void
}

function fileAnswer(visit: Visit, parts: FileParts): Answer {
  const { choice, service, scan, source, filter, startedAt, leave } = parts
  const { sequencedUpTo } = scan
  const last = { sequencedUpTo, startedAt: startedAt.toISOString() }
  const own = wordingOf(visit, service)
  const wording = { ...own, zone: visit.given.page.tz ?? own.zone }
  const writer = eventWriter(choice, { wording, last })
  return {
    status: 200,
    headers: headersOf(visit, { choice, sequencedUpTo, startedAt }),
    body: {
      async send(response) {
        // Its place is free as soon as the cursor is closed: writing it down is no export.
        const sent = await send(response, { service, source, writer }).finally(leave)
        await service.looking.exported(viewerOf(visit), {
          ...choice,
          filter,
          language: visit.language,
          sequencedUpTo,
          sent,
        })
      },
    },
  }
}

/** What leaves says which of the ids that were asked for there are. */
function notedSource(source: RowSource<ReadEvent>, filter: NotedFilter): RowSource<ReadEvent> {
  return {
    async next() {
      const rows = await source.next()
      filter.saw(rows)
      return rows
    },
    close: () => source.close(),
  }
}

async function send(
  response: ExportResponse,
  {
    service,
    source,
    writer,
  }: Pick<FileParts, 'service' | 'source'> & { readonly writer: ReturnType<typeof eventWriter> },
): Promise<SentExport> {
  const { exports } = service
  const none: SentExport = { rows: 0, bytes: 0, result: 'failed' }
  return (await exports?.send(response, { source, writer })) ?? none
}

/** What a `GET` would say of the file, without asking the database. */
async function headAnswer(
  visit: Visit,
  { choice, service }: Pick<FileParts, 'choice' | 'service'>,
): Promise<Answer> {
  await service.reader.check(readAccess(visit.access), visit.given.query)
  const startedAt = service.clock.now()
  return {
    status: 200,
    headers: headersOf(visit, { choice, sequencedUpTo: undefined, startedAt }),
    plain: true,
  }
}

interface FileFacts {
  readonly choice: ExportChoice
  readonly sequencedUpTo: number | null | undefined
  readonly startedAt: Date
}

function headersOf(
  { language }: Visit,
  { choice, sequencedUpTo, startedAt }: FileFacts,
): Readonly<Record<string, string>> {
  const { format, preset } = choice
  const stamp = startedAt
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')
  const upTo = typeof sequencedUpTo === 'number' ? `-up-to-${sequencedUpTo}` : ''
  const name = `${preset === 'classic' ? FILE_WORDS[language] : FILE_WORDS.en}-${stamp}${upTo}`
  return {
    ...API_HEADERS,
    // Who compresses a file on its way cannot say what of it has left.
    'Cache-Control': 'no-store, no-transform',
    'Content-Type': exportContentType(format),
    'Content-Disposition': attachment(`${name}.${format}`),
    'Content-Language': preset === 'classic' ? language : 'en',
    'X-Audit-Started-At': startedAt.toISOString(),
    ...(sequencedUpTo === undefined
      ? {}
      : { 'X-Audit-Sequenced-Up-To': sequencedUpTo === null ? 'none' : String(sequencedUpTo) }),
  }
}

/** A person may export twice at once; of those nobody knows, an address may. */
async function keyOf(visit: Visit, { keeper }: Service): Promise<string> {
  const { access, request } = visit
  const person = await tryPerson(access, keeper)
  return `${access.tenant} ${person?.key ?? `address ${request.remoteAddress}`}`
}

function busy(): Refusal {
  return new Refusal('AUDIT_EXPORT_BUSY', 'too many exports are under way', {
    status: 429,
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  })
}

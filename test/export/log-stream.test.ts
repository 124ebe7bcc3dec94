import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { until } from '../sequencer/until.ts'
import { openExportedLog } from './exported-log.ts'
import type { ExportedLog } from './exported-log.ts'
import { parseTable } from './strict-csv.ts'

/** More than the operating system keeps for a connection, by far. */
const EVENTS = 10_000
const FILLER = 'x'.repeat(4_000)
const FILES = '/audit/api/export?to=2026-03-15'

// Forty megabytes go over the wire several times, on machines of any speed.
jest.setTimeout(600_000)

let log: ExportedLog

beforeAll(async () => {
  log = await openExportedLog()
  await log.add(
    ...Array.from({ length: EVENTS }, (_, n) => ({
      at: new Date(Date.UTC(2026, 1, 1) + n * 1_000),
      request: { id: `r-${n}`, route: FILLER },
    })),
  )
}, 240_000)
afterAll(() => log.close())

interface OpenCursor {
  readonly nDocsReturned: number
}

/** The cursor that reads the log, as the server has it. */
async function openCursors(): Promise<readonly OpenCursor[]> {
  const { connection } = log.mongoose
  const found = await connection
    .getClient()
    .db('admin')
    .aggregate([
      { $currentOp: { idleCursors: true, allUsers: true } },
      {
        $match: {
          ns: `${connection.name}.audit_events`,
          'cursor.originatingCommand.find': 'audit_events',
          'cursor.originatingCommand.readConcern.level': 'snapshot',
        },
      },
    ])
    .toArray()
  return found.map(({ cursor }) => cursor as OpenCursor)
}

async function settled(look: () => Promise<number>): Promise<number> {
  let seen = -1
  let same = 0
  return until(async () => {
    const now = await look()
    same = now === seen ? same + 1 : 0
    seen = now
    return same === 20 ? { now } : undefined
  }, 60_000).then(({ now }) => now)
}

async function readSome(response: IncomingMessage, lines: number): Promise<string> {
  let text = ''
  while (text.split('\n').length <= lines) {
    await once(response, 'readable')
    const chunk = response.read() as Buffer | null
    text += chunk?.toString() ?? ''
  }
  return text
}

describe('a reader who does not read', () => {
  it('stops the database’s cursor, and going away closes it and is recorded', async () => {
    const response = await log.open(`${FILES}&format=ndjson`)
    const pulled = await settled(async () => (await openCursors())[0]?.nDocsReturned ?? 0)
    expect(pulled).toBeGreaterThan(0)
    expect(pulled).toBeLessThan(EVENTS)

    const text = await readSome(response, 100)
    const read = text.split('\n').length - 1
    response.destroy()
    await until(async () => (await openCursors()).length === 0)
    const event = await log.exported({ result: 'partial' })
    expect(event).toMatchObject({
      type: 'audit.log.exported',
      outcome: 'success',
      reason: 'reader-gone',
      details: { result: 'partial', format: 'ndjson' },
    })
    const { count, bytes } = event.details as { count: number; bytes: number }
    // What was read, and what lay on the way: never all that was asked for.
    expect(count).toBeGreaterThanOrEqual(read)
    expect(count).toBeLessThanOrEqual(pulled)
    expect(bytes).toBeGreaterThanOrEqual(
      Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)),
    )
  })

  it('leaves a place for others when it goes', async () => {
    const held = [await log.open(FILES), await log.open(FILES)]
    const refused = await log.get(FILES)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '10'])
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'AUDIT_EXPORT_BUSY' })
    for (const one of held) one.destroy()
    const answer = await until(async () => {
      const again = await log.get(`${FILES}&from=2026-03-15`)
      return again.status === 200 && again
    })
    expect(answer.status).toBe(200)
  })
})

describe('ten thousand events', () => {
  it('come back from a strict reader, each once and newest first', async () => {
    const { text } = await log.get(`${FILES}&preset=full`)
    const rows = parseTable(text)
    expect(rows.map((row) => row['request.id'])).toEqual(
      Array.from({ length: EVENTS }, (_, n) => `r-${EVENTS - 1 - n}`),
    )
    expect(rows.every((row) => row['request.route'] === FILLER)).toBe(true)
    const bytes = Buffer.byteLength(text)
    const event = await log.exported({ bytes })
    expect(event.details).toMatchObject({ result: 'complete', count: EVENTS })
  })

  it('are the events of the beginning, whatever is recorded meanwhile', async () => {
    const response = await log.open(`${FILES}&format=ndjson`)
    const begun = await readSome(response, 1)
    const [late] = await log.add({ at: new Date(Date.UTC(2026, 1, 1) - 1_000) })
    let text = begun
    for await (const chunk of response) text += String(chunk)
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(EVENTS + 1)
    expect(text).not.toContain(String(late))
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      export: { complete: true, rows: EVENTS },
    })
  })
})

describe('a database that forgets the cursor', () => {
  it('is asked again behind the last event, and nothing is missing or twice', async () => {
    await until(async () => (await openCursors()).length === 0)
    const response = await log.open(`${FILES}&format=ndjson&place=tickets&from=2026-02-01`)
    await settled(async () => (await openCursors())[0]?.nDocsReturned ?? 0)
    const { connection } = log.mongoose
    const db = connection.getClient().db(connection.name)
    await db.command({ killCursors: 'audit_events', cursors: await cursorIds() })
    let text = ''
    for await (const chunk of response) text += String(chunk)
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
    expect(lines.at(-1)).toMatchObject({ export: { complete: true, rows: EVENTS } })
    expect(lines.slice(0, -1).map(({ request }) => request.id)).toEqual(
      Array.from({ length: EVENTS }, (_, n) => `r-${EVENTS - 1 - n}`),
    )
  })
})

interface Line {
  readonly request: { readonly id: string }
}

async function cursorIds(): Promise<never[]> {
  const cursors = (await openCursors()) as readonly (OpenCursor & { cursorId?: unknown })[]
  const ids = cursors.map(({ cursorId }) => cursorId)
  expect(ids).toHaveLength(1)
  return ids as never[]
}

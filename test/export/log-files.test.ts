import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { withoutGuards } from '@rastro/core'
import * as fc from 'fast-check'
import { Decimal128, Long, ObjectId } from 'mongodb'
import { helpdesk } from 'rastro/helpdesk'
import { until } from '../sequencer/until.ts'
import { openExportedLog } from './exported-log.ts'
import type { ExportedLog, Sample } from './exported-log.ts'
import { parseCsv, parseTable } from './strict-csv.ts'

let log: ExportedLog
const FILES = '/audit/api/export'

const NAMES = ['=1+1', 'João "Zé" Silva', 'a;=2', 'line\r\n=3', ' @x', 'plain', "'=4", '']
const PLACES = ['tickets', 'clients', 'chats'] as const
const OPERATIONS = ['create', 'update', 'delete'] as const

beforeAll(async () => {
  log = await openExportedLog({ catalogs: [helpdesk], zone: 'America/Sao_Paulo' })
  await log.add(...Array.from({ length: 600 }, (_, n) => sample(n)))
}, 120_000)
afterAll(() => log.close())

/** Every shape of value somewhere, and many events of one millisecond. */
function sample(n: number): Sample {
  const place = PLACES[n % 3] ?? 'tickets'
  const operation = OPERATIONS[n % OPERATIONS.length] ?? 'update'
  const name = NAMES[n % NAMES.length] ?? ''
  return {
    at: new Date(Date.UTC(2026, 1, 1) + Math.floor(n / 7) * 3_600_000),
    place,
    operation,
    type: `${place}.${operation}d`,
    outcome: n % 11 === 0 ? 'failure' : 'success',
    severity: n % 5 === 0 ? 'warning' : 'info',
    actor: {
      type: n % 4 === 0 ? 'client' : 'agent',
      id: new ObjectId(),
      name,
      email: `p${n % 6}@example.com`,
    },
    target: n % 9 === 0 ? undefined : { type: 'Ticket', id: n % 2 === 0 ? n : `t-${n}`, name },
    origin: { ip: `192.0.2.${n % 8}`, userAgent: 'Example/1.0, "x"' },
    reason: n % 13 === 0 ? name || undefined : undefined,
    changes:
      n % 3 === 0
        ? ([
            { path: ['a.b', 'c'], op: 'replace', before: null, after: new Decimal128('1.50') },
            { path: ['big'], op: 'add', after: Long.fromString('9007199254740993') },
            {
              path: ['deep'],
              op: 'add',
              after: { $x: [1, 2.5, true, new Date(0), new ObjectId()] },
            },
            { path: ['bytes'], op: 'add', after: Buffer.from('abc') },
          ].slice(0, n % 2 === 0 ? 3 : 4) as Sample['changes'])
        : undefined,
    details: n % 10 === 0 ? { count: n, nested: { name, list: [1, -0.5, name] } } : undefined,
    ct:
      n % 2 === 0 ? { t: { _bsontype: 'Timestamp', t: 1_770_000_000 + n, i: 3 }, n: 1 } : undefined,
    clientTime:
      n % 17 === 0
        ? { at: new Date(0), offsetMinutes: -180, zone: 'America/Sao_Paulo' }
        : undefined,
    request: { id: `r-${n}`, method: 'POST', route: '/x', status: 200 },
    group: n % 19 === 0 ? { id: `g-${n}`, index: 0 } : undefined,
  }
}

type ApiEvent = Record<string, unknown> & { id: string; changes?: Record<string, unknown>[] }

/** What the API adds for a reader is not in a file for programs. */
function recorded(event: ApiEvent): ApiEvent {
  const { sentence: _sentence, links: _links, integrity: _integrity, ...rest } = event
  const FACTS = ['path', 'op', 'before', 'after', 'omitted', 'names']
  const changes = rest.changes?.map((change) =>
    Object.fromEntries(Object.entries(change).filter(([key]) => FACTS.includes(key))),
  )
  return { ...rest, ...(changes === undefined ? {} : { changes }) }
}

async function listed(query: string): Promise<ApiEvent[]> {
  const all: ApiEvent[] = []
  let cursor = ''
  for (;;) {
    const { text } = await log.get(`/audit/api/events?limit=500&${query}${cursor}`)
    const page = JSON.parse(text) as { events: ApiEvent[]; next: string | null }
    all.push(...page.events)
    if (page.next === null) return all
    cursor = `&cursor=${page.next}`
  }
}

const UP_TO = 'to=2026-03-15'

describe('a file of the log', () => {
  it('has every recorded field of every event, as the API has it', async () => {
    const { text } = await log.get(`${FILES}?format=json&${UP_TO}`)
    const events = JSON.parse(text) as ApiEvent[]
    expect(events).toHaveLength(600)
    expect(events).toEqual((await listed(UP_TO)).map(recorded))
  })

  it('is one event per line and a line about itself, in NDJSON', async () => {
    // Numbers are given from a while after the start on.
    await until(async () => (await log.audit.find({}, { limit: 1 })).sequencedUpTo !== null)
    const { text, trailers } = await log.get(`${FILES}?format=ndjson&${UP_TO}`)
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ApiEvent)
    expect(lines.at(-1)).toEqual({
      export: {
        complete: true,
        rows: 600,
        sequencedUpTo: expect.anything(),
        startedAt: expect.any(String),
      },
    })
    expect(lines.slice(0, -1)).toEqual((await listed(UP_TO)).map(recorded))
    expect(trailers['x-audit-export']).toBe('complete')
  })

  it('says the same in CSV, column by column', async () => {
    const { text } = await log.get(`${FILES}?preset=full&${UP_TO}`)
    expect(text.startsWith('id,at,recordedAt,')).toBe(true)
    const rows = parseTable(text)
    const events = (await listed(UP_TO)).map(recorded)
    expect(rows).toHaveLength(600)
    for (const [at, event] of events.entries()) {
      for (const [name, cell] of Object.entries(rows[at] ?? {})) {
        expect([name, withoutGuards(cell)]).toEqual([name, expectedCell(event, name)])
      }
    }
  })

  it('names the sequence number up to which it is complete, everywhere', async () => {
    const { headers } = await log.get(`${FILES}?${UP_TO}`)
    const upTo = headers['x-audit-sequenced-up-to']
    expect(Number(upTo)).toBeGreaterThan(0)
    expect(headers['content-disposition']).toContain(`-up-to-${String(upTo)}.csv"`)
    const event = await log.exported({ format: 'csv', sequencedUpTo: Number(upTo) })
    expect(event.details?.['result']).toBe('complete')
  })

  it('is not to be cached, compressed, embedded or taken for something else', async () => {
    const { headers } = await log.get(`${FILES}?${UP_TO}`)
    expect(headers).toMatchObject({
      'cache-control': 'no-store, no-transform',
      'content-type': 'text/csv; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="audit-trail-\d{8}T\d{6}Z[\w-]*\.csv"$/,
    )
  })

  it('is recorded with its filter, its kind, and what left', async () => {
    const { text } = await log.get(`${FILES}?format=ndjson&place=tickets&${UP_TO}`)
    const bytes = Buffer.byteLength(text)
    expect(await log.exported({ bytes, format: 'ndjson' })).toMatchObject({
      type: 'audit.log.exported',
      category: 'exports',
      outcome: 'success',
      details: {
        filter: { place: 'tickets', to: '2026-03-15' },
        format: 'ndjson',
        preset: 'full',
        count: 200,
        bytes,
        result: 'complete',
      },
    })
  })

  it('has the events that the list has, in its order, for any filter', async () => {
    const part = (key: string, values: readonly string[]) =>
      fc.option(
        fc.constantFrom(...values).map((value) => `${key}=${value}`),
        { nil: '' },
      )
    const query = fc
      .tuple(
        part('place', ['tickets', 'clients', 'tickets,chats']),
        part('op', ['create', 'update,delete']),
        part('sev', ['warning', 'info,warning']),
        part('res', ['failure']),
        part('user', ['p1@example.com', 'p2@example.com,p3@example.com']),
        part('client', ['p0@example.com']),
        part('ip', ['192.0.2.3', '192.0.2.1,192.0.2.2']),
        part('q', ['joao', 'line']),
        part('tt', ['Ticket']),
        part('from', ['2026-02-02', '2026-02-03T05:00:00Z']),
        part('order', ['oldest', 'newest']),
      )
      .map((parts) => [...parts.filter((one) => one !== ''), UP_TO].join('&'))
    await fc.assert(
      fc.asyncProperty(query, async (filter) => {
        const { status, text } = await log.get(`${FILES}?format=json&${filter}`)
        expect(status).toBe(200)
        const ids = (JSON.parse(text) as ApiEvent[]).map(({ id }) => id)
        expect(ids).toEqual((await listed(filter)).map(({ id }) => id))
      }),
      { numRuns: 40 },
    )
  }, 180_000)

  it('has one record in the order of its writes, as its list has', async () => {
    const filter = 'tt=Ticket&tid=t-1'
    const { text } = await log.get(`${FILES}?format=json&${filter}`)
    const ids = (JSON.parse(text) as ApiEvent[]).map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(0)
    expect(ids).toEqual((await listed(filter)).map(({ id }) => id))
  })

  it('is whole and empty where nothing matches', async () => {
    const nothing = 'from=2020-01-01&to=2020-01-02'
    const file = async (format: string): Promise<string> =>
      (await log.get(`${FILES}?format=${format}&${nothing}`)).text
    expect(parseCsv(await file('csv'))).toHaveLength(1)
    expect(JSON.parse(await file('json'))).toEqual([])
    const ndjson = JSON.parse(await file('ndjson')) as unknown
    expect(ndjson).toMatchObject({ export: { complete: true, rows: 0 } })
  })

  it('gives an identifier no way out of a cell or a name', async () => {
    const { text } = await log.get(`${FILES}?preset=full&${UP_TO}`)
    const cells = parseCsv(text).flat()
    expect(cells.filter((cell) => /^[\s"]*[=+@-](?!180$)/.test(cell))).toEqual([])
    expect(cells.filter((cell) => cell.includes("'=1+1")).length).toBeGreaterThan(0)
  })
})

function expectedCell(event: ApiEvent, name: string): string {
  if (name === 'ct.t') {
    const stamp = (event['ct'] as { t: { $timestamp: { t: number; i: number } } } | undefined)?.t
      .$timestamp
    return stamp === undefined ? '' : `${stamp.t}:${stamp.i}`
  }
  const value = name
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], event)
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

describe('a question that cannot be answered', () => {
  for (const [query, field] of [
    ['format=xml', 'format'],
    ['preset=huge', 'preset'],
    ['op=nonsense', 'op'],
    ['tz=Mars/Olympus', 'tz'],
    ['from=yesterday', 'from'],
    ['limit=5', 'limit'],
    ['cursor=x', 'cursor'],
  ] as const) {
    it(`is refused, naming what is wrong: ${query}`, async () => {
      const { status, text } = await log.get(`${FILES}?${query}`)
      expect(status).toBe(400)
      expect(JSON.parse(text)).toMatchObject({ code: 'AUDIT_QUERY_INVALID', field })
    })
  }

  it('is refused where another site asks it', async () => {
    const { status, text } = await log.get(FILES, { 'Sec-Fetch-Site': 'cross-site' })
    expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([
      403,
      'AUDIT_REQUEST_FOREIGN',
    ])
  })
})

describe('who may read a part', () => {
  it('needs the permission to export', async () => {
    log.allow({ can: ['read'] })
    const { status, text } = await log.get(FILES)
    log.allow(true)
    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({ permission: 'export' })
  })

  it('exports that part and nothing else', async () => {
    log.allow({ scope: { actor: { email: 'p1@example.com' } } })
    const { text } = await log.get(`${FILES}?format=json`)
    log.allow(true)
    const emails = (JSON.parse(text) as { actor: { email: string } }[]).map(
      ({ actor }) => actor.email,
    )
    expect(new Set(emails)).toEqual(new Set(['p1@example.com']))
    expect(emails).toHaveLength(100)
  })

  it('exports nothing of another tenant', async () => {
    log.allow({ tenant: 'another' })
    const { text } = await log.get(`${FILES}?format=json`)
    log.allow(true)
    expect(JSON.parse(text)).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import type { ExportOptions, ExportReport, ExportRows } from 'rastro'
import { until } from '../sequencer/until.ts'
import { EXPRESS } from '../admin/admin-app.ts'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { asked, listening, whole } from './exported-log.ts'
import { parseCsv, parseTable } from './strict-csv.ts'

interface Contact {
  readonly name: string
  readonly email?: string | undefined
  readonly [key: string]: unknown
}

type Source = () => ExportRows<Contact>

/** One call of `audit.export`, and what became of it. */
interface Run {
  readonly source: Source
  readonly options: ExportOptions<Contact>
  report?: ExportReport | { readonly error: unknown }
}

const shop = {
  name: 'shop',
  places: {
    contacts: { label: { en: 'Contacts' }, operations: ['export'], onByDefault: true },
    strict: { label: { en: 'Strict' }, operations: ['export'], onByDefault: true },
  },
  types: {
    'contacts.exported': {
      place: 'contacts',
      operation: 'export',
      label: { en: 'Contacts exported' },
    },
    'strict.exported': {
      place: 'strict',
      operation: 'export',
      label: { en: 'Strict' },
      details: { count: 'number', who: 'string?' },
    },
  },
} as const

const OPTIONS: ExportOptions<Contact> = { type: 'contacts.exported', columns: ['name', 'email'] }

for (const version of [4, 5] as const) {
  describe(`audit.export on Express ${version}`, () => {
    let one: AuditedMongoose
    let server: Server
    let run: Run = { source: () => [], options: OPTIONS }

    beforeAll(async () => {
      one = createAuditedMongoose('mongoose', { catalogs: [shop], spool: false })
      const app = EXPRESS[version]()
      app.use(one.audit.context())
      app.get('/file', (_req, res, next) => {
        const own = run
        one.audit.export(res, own.source(), own.options).then(
          (report) => {
            own.report = report
          },
          (error: unknown) => {
            own.report = { error }
            next(error)
          },
        )
      })
      app.get('/begun', (_req, res) => {
        const own = run
        res.write('something else')
        one.audit.export(res, own.source(), own.options).catch((error: unknown) => {
          own.report = { error }
          res.end()
        })
      })
      app.use(
        (
          error: Error,
          _req: unknown,
          res: { status(code: number): { send(text: string): void } },
          _next: unknown,
        ) => {
          res.status(500).send(error.name)
        },
      )
      await one.connect()
      server = await listening(app)
    })
    afterAll(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await one.close()
    })

    const port = (): number => (server.address() as AddressInfo).port
    const open = (path = '/file') => asked(port(), path, {})
    const use = (rows: Source, further: Partial<ExportOptions<Contact>> = {}): void => {
      run = { source: rows, options: { ...OPTIONS, ...further } }
    }
    const report = () => until(() => run.report) as Promise<ExportReport & { error?: unknown }>
    async function lastEvent() {
      await one.audit.flush()
      return (await one.audit.find({ op: 'export' }, { limit: 1 })).events[0]
    }

    it('sends a list as a file that is safe to open, and records what left', async () => {
      const rows = [
        { name: '=1+1', email: 'a@example.com', secret: 'x' },
        { name: 'João, "Zé"', email: undefined, secret: 'x' },
      ]
      use(() => rows, {
        filename: '../vip são',
        filter: { tag: 'vip' },
        target: { type: 'List', id: 7 },
      })
      const { headers, text } = await whole(await open())
      expect(parseCsv(text)).toEqual([
        ['name', 'email'],
        ["'=1+1", 'a@example.com'],
        ['João, "Zé"', ''],
      ])
      expect(text).not.toContain('secret')
      expect(headers['content-disposition']).toBe(
        `attachment; filename="vip sao.csv"; filename*=UTF-8''vip%20s%C3%A3o.csv`,
      )
      const bytes = Buffer.byteLength(text)
      expect(await report()).toMatchObject({ rows: 2, bytes, result: 'complete' })
      expect(await lastEvent()).toMatchObject({
        type: 'contacts.exported',
        outcome: 'success',
        target: { type: 'List' },
        details: { count: 2, bytes, format: 'csv', result: 'complete', filter: { tag: 'vip' } },
      })
    })

    it('reads columns by key, by path and by function', async () => {
      const since = new Date('2026-01-02T03:04:05Z')
      use(() => [{ name: 'Ana', a: { b: -5 }, since, list: [1, '=2'], big: 7n }], {
        columns: [
          { key: 'who', label: 'Who', value: ({ name }) => name.toUpperCase() },
          'a.b',
          'since',
          'list',
          'big',
          'constructor',
          'missing',
        ],
      })
      const { text } = await whole(await open())
      expect(parseTable(text)).toEqual([
        {
          Who: 'ANA',
          'a.b': '-5',
          since: '2026-01-02T03:04:05.000Z',
          list: '[1,"=2"]',
          big: '7',
          constructor: '',
          missing: '',
        },
      ])
    })

    it('sends JSON and NDJSON as they are', async () => {
      use(() => [{ name: '=1+1' }, { name: 'b', email: 'b@example.com' }], { format: 'json' })
      const json = await whole(await open())
      const rows = [
        { name: '=1+1', email: null },
        { name: 'b', email: 'b@example.com' },
      ]
      expect(JSON.parse(json.text)).toEqual(rows)
      use(run.source, { format: 'ndjson' })
      const { text } = await whole(await open())
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(rows)
    })

    it('takes a cursor of Mongoose, and closes it when the reader goes', async () => {
      const { mongoose } = one
      const name = `Person${version}`
      const Person = mongoose.model(name, new mongoose.Schema({ name: String, note: String }))
      const note = 'x'.repeat(5_000)
      await Person.collection.insertMany(
        Array.from({ length: 8_000 }, (_, n) => ({ name: `p-${n}`, note })),
      )
      const cursor = Person.find().sort({ _id: 1 }).cursor()
      let closed = 0
      cursor.once('close', () => {
        closed += 1
      })
      use(() => cursor as unknown as ExportRows<Contact>, { columns: ['name', 'note'] })
      const response = await open()
      await once(response, 'readable')
      response.destroy()
      const { rows, result, reason } = await report()
      expect([result, reason]).toEqual(['partial', 'reader-gone'])
      expect(rows).toBeLessThan(8_000)
      await until(() => closed > 0)
      expect((await lastEvent())?.details).toMatchObject({ count: rows, result: 'partial' })

      use(() => Person.find().sort({ _id: 1 }).cursor() as unknown as ExportRows<Contact>)
      const all = await whole(await open())
      expect(parseTable(all.text).map((row) => row['name'])).toEqual(
        Array.from({ length: 8_000 }, (_, n) => `p-${n}`),
      )
    }, 120_000)

    it('asks for no more rows than its reader has room for', async () => {
      let pulled = 0
      let ended = false
      use(function* rows() {
        try {
          for (;;) {
            pulled += 1
            yield { name: 'x'.repeat(10_000) }
          }
        } finally {
          ended = true
        }
      })
      const response = await open()
      let seen = -1
      let same = 0
      await until(() => {
        same = pulled === seen ? same + 1 : 0
        seen = pulled
        return same === 20
      })
      // Without end, and yet it stopped: what the operating system keeps for a connection is full.
      response.destroy()
      const { rows, bytes } = await report()
      expect(rows).toBeLessThanOrEqual(pulled)
      expect(bytes).toBeGreaterThan(0)
      await until(() => ended)
    })

    it('gives up on a reader who takes nothing for too long', async () => {
      use(
        function* rows() {
          for (;;) yield { name: 'x'.repeat(10_000) }
        },
        { stallMs: 50 },
      )
      const response = await open()
      expect(await report()).toMatchObject({ result: 'partial', reason: 'reader-stalled' })
      response.destroy()
      expect((await lastEvent())?.reason).toBe('reader-stalled')
    })

    it('lets the application answer where the rows cannot be had at all', async () => {
      const next = () => Promise.reject(new RangeError('p4ssw0rd'))
      use(() => ({ [Symbol.asyncIterator]: () => ({ next }) }))
      const { status, text, headers } = await whole(await open())
      expect([status, text]).toEqual([500, 'RangeError'])
      expect(headers['content-disposition']).toBeUndefined()
      expect(await lastEvent()).toMatchObject({
        outcome: 'failure',
        reason: 'rows-failed',
        details: { count: 0, bytes: 0, result: 'failed' },
      })
    })

    for (const format of ['csv', 'json', 'ndjson'] as const) {
      it(`makes it seen where rows fail on the way: ${format}`, async () => {
        const failure = new RangeError('p4ssw0rd')
        use(
          async function* rows() {
            for (let n = 0; n < 250; n += 1) yield { name: `n-${n}` }
            throw failure
          },
          { format },
        )
        const response = await open()
        let text = ''
        const reading = (async () => {
          for await (const chunk of response) text += String(chunk)
        })()
        await expect(reading).rejects.toThrow('aborted')
        const last = text.trimEnd().split('\n').at(-1) ?? ''
        if (format === 'csv') expect(last.trim()).toBe('n-249,')
        else
          expect(JSON.parse(last.replace(/^,/, ''))).toMatchObject({
            export: { complete: false, error: { code: 'AUDIT_INTERNAL' } },
          })
        if (format === 'json') expect(() => JSON.parse(text) as unknown).toThrow()
        expect(await report()).toMatchObject({ rows: 250, result: 'failed', error: failure })
        expect(await lastEvent()).toMatchObject({
          outcome: 'failure',
          details: { count: 250, result: 'failed', format },
        })
        expect(one.said.join('\n')).not.toContain('p4ssw0rd')
      })
    }

    it('refuses a response that somebody has begun, and asks for no row', async () => {
      let pulled = 0
      use(function* rows() {
        pulled += 1
        yield { name: 'x' }
      })
      const { text } = await whole(await open('/begun'))
      expect(text).toBe('something else')
      expect((await report()).error).toMatchObject({ code: 'AUDIT_RESPONSE_STARTED' })
      expect(pulled).toBe(0)
      expect(await lastEvent()).toMatchObject({ outcome: 'failure', reason: 'response-taken' })
    })

    for (const [what, further, code] of [
      ['an unknown type', { type: 'contacts.exproted' }, 'AUDIT_EVENT_TYPE_UNKNOWN'],
      ['no columns', { columns: [] }, 'AUDIT_OPTION_INVALID'],
      ['an unknown format', { format: 'xlsx' as 'csv' }, 'AUDIT_OPTION_INVALID'],
      ['an unknown option', { fileName: 'x' } as object, 'AUDIT_OPTION_UNKNOWN'],
      [
        'details that its type does not take',
        { type: 'strict.exported', details: { x: 1 } },
        'AUDIT_DETAILS_INVALID',
      ],
    ] as const) {
      it(`sends nothing with ${what}`, async () => {
        use(() => [{ name: 'x' }], further)
        expect((await whole(await open())).status).toBe(500)
        expect((await report()).error).toMatchObject({ code })
      })
    }

    it('says of the file only what its type has room for', async () => {
      use(() => [{ name: 'x' }], { type: 'strict.exported', details: { who: 'me' } })
      await whole(await open())
      expect(await report()).toMatchObject({ result: 'complete' })
      expect((await lastEvent())?.details).toEqual({ count: 1, who: 'me' })
    })
  })
}

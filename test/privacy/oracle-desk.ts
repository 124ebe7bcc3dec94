/**
 * A log with hidden values, a reader who asks for them, and what the database did for each answer.
 *
 * Nothing else reads the database meanwhile: events are numbered before, and looks at the log are
 * taken away again, so that two questions meet the same log.
 */
import express from 'express'
import { MongoClient } from 'mongodb'
import type { Db } from 'mongodb'
import { until } from '../sequencer/until.ts'
import { testSource } from './key-desk.ts'
import { listen } from './hygiene-places.ts'
import type { Listening } from './hygiene-places.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

/** What was read for one answer, by collection. */
export interface Examined {
  readonly ns: string
  readonly keys: number
  readonly docs: number
  readonly returned: number
}

export interface Answered {
  readonly status: number
  /** Headers and body, with what was asked for and every instant left out. */
  readonly text: string
  readonly examined: readonly Examined[]
}

export interface Question {
  /** Below `api/`, without its query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The value that is asked for: where the answer repeats it, that tells nothing. */
  readonly value: string
  /** The only client that the reader may know of. */
  readonly scope?: string | undefined
}

export interface OracleDesk extends PrivacyDesk {
  readonly server: Listening
  readonly ids: Readonly<Record<'vera' | 'rita' | 'hugo' | 'dora', string>>
  readonly event: string
  readonly group: string
  ask(question: Question): Promise<Answered>
}

export async function openOracleDesk(): Promise<OracleDesk> {
  const desk = await openDesk({ keys: { source: testSource() }, sequencer: false })
  const ids = await play(desk)
  const { events } = await desk.audit.find({ tt: 'Client', tid: ids.vera })
  const app = express()
  app.use(
    '/audit',
    desk.audit.router({
      authorize({ headers }: express.Request) {
        const scope = headers['x-scope']
        const can = ['read', 'configure', 'export', 'revert', 'requests'] as const
        return scope === undefined
          ? { can }
          : { can, scope: { subject: { type: 'Client', id: String(scope) } } }
      },
    }),
  )
  const server = await listen(app)
  const client = await new MongoClient(desk.uri).connect()
  const db = client.db()
  await db.createCollection('system.profile', { capped: true, size: 64 * 1024 * 1024 })
  await db.command({ profile: 2 })
  const groups = await desk.audit.find({ place: 'tickets' })
  return {
    ...desk,
    server,
    ids,
    event: events[0]?.id ?? '',
    group: groups.events.find(({ group }) => group !== undefined)?.group?.id ?? '',
    ask: (question) => ask(question, { server, db }),
    async close() {
      await server.close()
      await db.command({ profile: 0 })
      await client.close()
      await desk.close()
    },
  }
}

/** One of each kind: superseded, deleted, erased, and one who is as she was. */
async function play(desk: PrivacyDesk): Promise<OracleDesk['ids']> {
  const { Client, Ticket, audit } = desk
  const numbering = desk.numbering()
  numbering.start()
  const vera = await Client.create({
    name: 'Vera Antiga',
    email: 'vera.antiga@example.com',
    faith: 'Jedi order',
  })
  await Client.updateOne({ _id: vera._id }, { name: 'Vera Nova', email: 'vera.nova@example.com' })
  const rita = await Client.create({ name: 'Rita Campos', email: 'rita.campos@example.com' })
  const hugo = await Client.create({ name: 'Hugo Pinto', email: 'hugo.pinto@example.com' })
  const dora = await Client.create({ name: 'Dora Lemos', email: 'dora.lemos@example.com' })
  for (const { _id } of [vera, rita, hugo, dora]) {
    await Ticket.create({ title: 'Printer', client: _id, replyTo: 'vera.antiga@example.com' })
  }
  await Ticket.updateMany({}, { replyTo: 'vera.nova@example.com' })
  await rita.deleteOne()
  const actor = { type: 'client', id: String(hugo._id), name: 'Hugo Pinto' }
  await audit.record('sessions.login', {
    actor: { ...actor, email: 'hugo.pinto@example.com' },
    origin: { ip: '192.0.2.77' },
  })
  await audit.flush()
  const subject = { type: 'Client', id: hugo._id }
  await audit.erase({ subject, reason: 'asked', method: 'anonymised' })
  await desk.sequenced()
  await numbering.stop()
  const [v, r, h, d] = [vera, rita, hugo, dora].map(({ _id }) => String(_id))
  return { vera: v ?? '', rita: r ?? '', hugo: h ?? '', dora: d ?? '' }
}

let marks = 0

async function ask(
  { path, query, value, scope }: Question,
  { server, db }: { readonly server: Listening; readonly db: Db },
): Promise<Answered> {
  const events = db.collection('audit_events')
  await events.deleteMany({ 'e.place': 'audit.log' })
  const mark = (marks += 1)
  await db.collection('marks').findOne({ mark })
  const search = new URLSearchParams(query).toString()
  const headers = scope === undefined ? {} : { 'x-scope': scope }
  const answer = await server.get(`/audit/api/${path}?${search}`, headers)
  const examined = await examinedSince(db, mark)
  // That something was exported is recorded when it has left, and must be there to be taken away.
  const isFile = path === 'export' && answer.status === 200
  if (isFile) await until(() => events.findOne({ 'e.type': 'audit.log.exported' }))
  return {
    status: answer.status,
    text: withoutAsked(answer.bytes.toString(), value),
    examined,
  }
}

async function examinedSince(db: Db, mark: number): Promise<Examined[]> {
  const found: Examined[] = []
  const profiled = db.collection('system.profile').find({}).sort({ $natural: -1 }).batchSize(50)
  for await (const one of profiled) {
    const { op, ns, keysExamined, docsExamined, nreturned = 0, command } = one
    if (command?.filter?.mark === mark) break
    // What is remembered for a while (policies, known values, keys) is read at its own times.
    const isOwn = /\.audit_(?:events|last|requests)$/.test(ns)
    const isReading = ['query', 'getmore', 'command'].includes(op) && keysExamined !== undefined
    if (!isOwn || !isReading) continue
    found.push({ ns: String(ns), keys: keysExamined, docs: docsExamined, returned: nreturned })
  }
  await profiled.close()
  // Some are asked at the same time.
  return found.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** What differs between any two answers: instants, and what a file says of when it was made. */
function withoutAsked(text: string, value: string): string {
  const forms = [
    value,
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
  ]
  return forms
    .reduce((kept, form) => kept.replaceAll(form, '•'), text)
    .replaceAll(/\d{8}T\d{6}Z/g, '<instant>')
    .replaceAll(/\d{4}-\d\d-\d\d[T-]\d\d[-:]?\d\d[-:]?\d\d(?:\.\d+)?Z?/g, '<instant>')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]+ GMT/g, '<instant>')
    .replaceAll(/"(?:etag|x-request-id|content-length)","[^"]*"/gi, '')
    .replaceAll(/"requestId":"[^"]*"/g, '')
    .replaceAll(/"sequencedUpTo":\d+|up-to-\d+|"x-audit-sequenced-up-to","\d+"/gi, '')
}

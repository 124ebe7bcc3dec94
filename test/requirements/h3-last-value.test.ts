import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Types } from 'mongoose'
import { openDesk } from '../privacy/privacy-desk.ts'
import type { PrivacyDesk } from '../privacy/privacy-desk.ts'

/** Words that no other text has: what is found of them was shown. */
const OLD = ['qold1', 'qold2', 'qold3']
const LAST = 'qlast'

let desk: PrivacyDesk
let client: { readonly _id: Types.ObjectId }
let ids: readonly string[]
/** Of the client's own events. */
let own: readonly string[]
beforeAll(async () => {
  desk = await openDesk({ language: 'en' })
  const { Client, Ticket, audit } = desk
  await audit.as({ type: 'agent', id: 'a1', name: 'Agent Example' }, async () => {
    client = await Client.create({ name: 'Qold1 Fulana', email: 'qold1@example.com' })
    await Ticket.create({ title: 'Printer', client: client._id, replyTo: 'qold2@example.com' })
    await audit.group('customers.updated', async () => {
      await Client.updateOne({ _id: client._id }, { email: 'qold2@example.com' })
      await Ticket.updateOne({}, { replyTo: 'qlast@example.com' })
    })
    await Client.updateMany({}, { email: 'qold3@example.com' })
    await Client.updateOne(
      { _id: client._id },
      { name: 'Qlast Fulana', email: 'qlast@example.com' },
    )
  })
  await desk.sequenced()
  const { events } = await audit.find({}, { order: 'oldest' })
  ids = events.map(({ id }) => id)
  own = events.flatMap(({ id, target }) => (target?.type === 'Client' ? [id] : []))
})
afterAll(() => desk.close())

async function answers(): Promise<Map<string, string>> {
  const tid = String(client._id)
  const record = `tt=Client&tid=${tid}`
  const { events } = await desk.audit.find({ group: await groupId() })
  const paths = [
    'events',
    'events?groups=1&count=1',
    'events?view=row&cols=email,client,ip,sentence',
    'events?order=oldest',
    'events?after=0',
    'events?q=fulana',
    `events?group=${events[0]?.group?.id ?? ''}`,
    `groups/${events[0]?.group?.id ?? ''}`,
    `history?${record}`,
    `values?${record}&prop=email`,
    `values?${record}&prop=name`,
    `compare?${record}&from=${own[0]}&to=${own.at(-1)}`,
    ...own.map((id) => `state?${record}&at=${id}`),
    ...ids.flatMap((id) => [`events/${id}`, `events/${id}/related`]),
    'people?user=a1',
    'export?format=csv&preset=full',
    'export?format=csv&preset=classic',
    'export?format=json',
    'export?format=ndjson',
  ]
  const found = new Map<string, string>()
  for (const path of paths) {
    const answer = await desk.admin
      .get(`/audit/api/${path}`)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => done(null, Buffer.concat(chunks).toString()))
      })
    found.set(`${answer.status} ${path}`, String(answer.body))
  }
  return found
}

async function groupId(): Promise<string> {
  const { events } = await desk.audit.find({})
  return events.find(({ group }) => group !== undefined)?.group?.id ?? ''
}

describe('H3: an administrator sees the last value of a client’s field only', () => {
  it('in every door of the API', async () => {
    const found = await answers()
    const failed = [...found.keys()].filter((path) => !path.startsWith('200 '))
    expect(failed).toEqual([])
    for (const [path, body] of found) {
      const shown = OLD.filter((word) => body.toLowerCase().includes(word))
      expect([path, shown]).toEqual([path, []])
    }
    expect([...found].filter(([, body]) => body.includes(LAST)).length).toBeGreaterThan(10)
  })

  it('in no answer to a search for what is hidden', async () => {
    for (const word of ['Qold1 Fulana', 'qold1@example.com', 'Qold1', 'qold2@example.com']) {
      for (const key of ['client', 'user', 'agent', 'q']) {
        const query = new URLSearchParams({ [key]: word, count: '1' })
        const { body } = await desk.admin.get(`/audit/api/events?${query.toString()}`)
        // Looking is recorded too, with the query that was used.
        const found = (body.events as { place: string }[]).filter(
          ({ place }) => !place.startsWith('audit.'),
        )
        expect([key, word, found]).toEqual([key, word, []])
      }
    }
    const { body } = await desk.admin.get('/audit/api/events?client=Qlast%20Fulana&count=1')
    expect(body.count.n).toBeGreaterThanOrEqual(6)
  })

  it('in what is stored of who looked at it', async () => {
    await desk.sequenced()
    const { events } = await desk.audit.find({ place: 'audit.log' })
    expect(events.length).toBeGreaterThan(0)
    expect(JSON.stringify(events.map(({ target }) => target))).not.toMatch(/fulana/i)
  })

  it('in what a revert says that it would do', async () => {
    const { status, body } = await desk.admin
      .post('/audit/api/revert')
      .set({ 'x-audit-request': '1' })
      .send({ target: { type: 'Client', id: String(client._id) }, to: own[0], dryRun: true })
    expect(status).toBe(200)
    expect(JSON.stringify(body).toLowerCase()).not.toMatch(/qold|qlast@/)
  })

  it('and not even that where the administrator chose so', async () => {
    await desk.configure({ showLastValue: false })
    const { body } = await desk.admin
      .get('/audit/api/history')
      .query({ tt: 'Client', tid: String(client._id) })
    expect(JSON.stringify(body)).not.toMatch(/qlast/i)
    await desk.configure({ showLastValue: true })
    const again = await desk.admin
      .get('/audit/api/history')
      .query({ tt: 'Client', tid: String(client._id) })
    expect(JSON.stringify(again.body)).toMatch(/qlast@example\.com/)
  })
})

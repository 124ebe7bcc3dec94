/** What a person did to others' records is in their archive, and the others are not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { asBytes, ownDoor } from './own-door.ts'
import type { OwnDoor } from './own-door.ts'
import { openDesk, WRITE } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'
import { unzip } from './unzip.ts'

let desk: RequestsDesk
let door: OwnDoor
let Case: ReturnType<typeof caseModel>
let Visit: ReturnType<typeof visitModel>
beforeAll(async () => {
  desk = await openDesk()
  Case = caseModel(desk)
  Visit = visitModel(desk)
  door = ownDoor(desk, {
    identify: ({ headers }) => ({ type: String(headers['x-type']), id: headers['x-me'] }),
  })
})
afterAll(async () => {
  await desk.close()
})

function caseModel({ mongoose, audit }: RequestsDesk) {
  const schema = new mongoose.Schema(
    {
      title: String,
      client: { type: mongoose.Schema.Types.ObjectId, ref: 'Client' },
      replyTo: { type: String, audit: { personal: true, subject: 'client' } },
      contacts: { type: Map, of: String, audit: { personal: true } },
      shared: mongoose.Schema.Types.Mixed,
    },
    { versionKey: false },
  )
  schema.plugin(audit.plugin)
  return mongoose.model('Case', schema)
}

/** About guests, whose ids are numbers. */
function visitModel({ mongoose, audit }: RequestsDesk) {
  const guests = new mongoose.Schema(
    { _id: Number, name: { type: String, audit: { personal: true } } },
    { versionKey: false },
  )
  guests.plugin(audit.plugin, { subject: 'self' })
  mongoose.model('Guest', guests)
  const visits = new mongoose.Schema(
    {
      guest: { type: Number, ref: 'Guest' },
      people: Number,
      note: { type: String, audit: { personal: true, subject: 'guest' } },
    },
    { versionKey: false },
  )
  visits.plugin(audit.plugin)
  return mongoose.model('Visit', visits)
}

const client = async (name: string): Promise<string> =>
  String((await desk.Client.create({ name, email: `${name}@example.com` }))._id)

async function archiveOf(me: string, type = 'Client'): Promise<Record<string, string>> {
  await desk.sequenced()
  const who = { 'x-me': me, 'x-type': type }
  const opened = await door
    .post('/me/data/api/requests')
    .set({ ...WRITE, ...who })
    .send({ kind: 'access' })
  await desk.step(String(opened.body.id), 'decide', { approve: true })
  const path = `/me/data/${desk.links.at(-1)?.path ?? ''}`
  const answer = await asBytes(door.get(path).set(who))
  expect(answer.status).toBe(200)
  return unzip(answer.body as Buffer)
}

interface Told {
  readonly path: readonly string[]
  readonly before?: unknown
  readonly after?: unknown
}

function changesIn(files: Record<string, string>, type: string): readonly Told[] {
  const { events } = JSON.parse(files['my-data.json'] ?? '') as {
    readonly events: readonly { readonly event: { type: string; changes?: readonly Told[] } }[]
  }
  return events.flatMap(({ event }) => (event.type === type ? (event.changes ?? []) : []))
}

describe('the archive of who acted on records about others', () => {
  it('has no keys of their maps, which are data', async () => {
    const [ana, bea] = [await client('ana'), await client('bea')]
    await desk.audit.as({ type: 'client', id: ana }, async () => {
      const { _id } = await Case.create({ client: bea, contacts: { 'bea lima': '1' } })
      await Case.updateOne({ _id }, { 'contacts.11987650001': '2', 'contacts.bea lima': '3' })
    })
    const files = await archiveOf(ana)
    for (const text of Object.values(files)) expect(text).not.toMatch(/bea.lima|11987650001/i)
    const paths = changesIn(files, 'cases.updated').map(({ path }) => path.join('.'))
    expect(paths.toSorted()).toEqual(['contacts.1**********', 'contacts.b** l***'])
  })

  it('has their ids nowhere: not where a record says whom it is about, nor below it', async () => {
    const [ana, bea, caio] = [await client('ana'), await client('bea'), await client('caio')]
    await desk.audit.as({ type: 'client', id: ana }, async () => {
      const { _id } = await Case.create({ client: bea, title: 'a', shared: { [bea]: { by: bea } } })
      await Case.updateOne({ _id }, { client: caio, replyTo: 'caio@example.com' })
      await desk.Client.updateOne({ _id: bea }, { plan: 'free' })
      await desk.Client.deleteOne({ _id: bea })
    })
    const files = await archiveOf(ana)
    for (const text of Object.values(files)) {
      expect(text).not.toContain(bea)
      expect(text).not.toContain(caio)
    }
    expect(changesIn(files, 'cases.updated')).toContainEqual(
      expect.objectContaining({ path: ['client'], before: '***', after: '***' }),
    )
    expect(changesIn(files, 'cases.created')).toContainEqual(
      expect.objectContaining({ path: ['title'], after: 'a' }),
    )
  })

  it('has their ids not in the address that was asked for', async () => {
    const [ana, bea] = [await client('ana'), await client('bea')]
    const app = express()
    app.use(desk.audit.context({ actor: () => ({ type: 'client', id: ana }) }))
    // Below no route: the address is kept as it was asked for.
    app.use((req, res, next) => {
      desk.Client.updateOne({ _id: req.path.slice(1) }, { plan: 'free' }).then(() => {
        res.end()
      }, next)
    })
    await request(app).post(`/${bea}`).expect(200)
    await desk.sequenced()
    const { events } = await desk.audit.find({ client: bea, op: 'update' })
    expect(events[0]?.request?.route).toContain(bea)
    const files = await archiveOf(ana)
    expect(changesIn(files, 'customers.updated')).toHaveLength(1)
    for (const text of Object.values(files)) expect(text).not.toContain(bea)
  })
})

describe('the archive of a person whose record was another person\u2019s', () => {
  it('says that it was, and neither whose nor what stood in it', async () => {
    const [ana, bea] = [await client('ana'), await client('bea')]
    const { _id } = await Case.create({ client: ana, replyTo: 'anita@example.com' })
    await Case.updateOne({ _id }, { client: bea, replyTo: 'new@example.com' })
    const ofBea = await archiveOf(bea)
    for (const text of Object.values(ofBea)) {
      expect(text).not.toContain(ana)
      expect(text).not.toContain('anita@')
    }
    expect(changesIn(ofBea, 'cases.updated')).toEqual([
      expect.objectContaining({ path: ['client'], before: '***', after: { $oid: bea } }),
      expect.objectContaining({ path: ['replyTo'], omitted: 'summary' }),
    ])
    const ofAna = await archiveOf(ana)
    for (const text of Object.values(ofAna)) {
      expect(text).toContain('anita@example.com')
      expect(text).not.toContain(bea)
      expect(text).not.toContain('new@')
    }
    expect(changesIn(ofAna, 'cases.updated')).toEqual([
      expect.objectContaining({ path: ['client'], before: { $oid: ana }, after: '***' }),
      expect.objectContaining({ path: ['replyTo'], omitted: 'summary' }),
    ])
  })

  it('keeps their own numbers, also where another one\u2019s id is such a number', async () => {
    const { _id } = await Visit.create({ guest: 4, people: 1, note: 'x' })
    await Visit.updateOne({ _id }, { guest: 7, people: 4 })
    const files = await archiveOf('7', 'Guest')
    expect(changesIn(files, 'visits.updated')).toEqual([
      expect.objectContaining({ path: ['guest'], before: '***' }),
      expect.objectContaining({ path: ['people'], before: 1, after: 4 }),
    ])
  })
})

/** Everything that a deployment has, before and after somebody was erased, and after old copies came back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BSON, MongoClient } from 'mongodb'
import request from 'supertest'
import type { ErasureCertificate, ReadEvent } from '@rastro/core'
import { schemaErrors } from '../admin/json-schema.ts'
import { allAnswers } from './hygiene-answers.ts'
import { openHygieneDesk } from './hygiene-desk.ts'
import type { HygieneDesk } from './hygiene-desk.ts'
import { collectionsOf, filesOf, listen } from './hygiene-places.ts'
import type { Listening } from './hygiene-places.ts'
import { clientOf, createTraffic } from './hygiene-traffic.ts'
import { until } from '../sequencer/until.ts'
import { testSource } from './key-desk.ts'
import { openLog } from './opened-log.ts'
import { createPlanter } from './planted.ts'
import type { Planted } from './planted.ts'
import { sequenced } from './privacy-desk.ts'

const WRITE = { 'x-audit-request': '1' }
const BACKUP_DAYS = 30
const APPLICATION = ['clients', 'tickets', 'leads']

const planter = createPlanter()
const source = testSource()
const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))

/** What there is at one moment. */
interface Moment {
  /** In answers of any door, the person's own among them. */
  readonly shown: readonly Planted[]
  /** The doors' answers about the person who stays, as they are. */
  readonly others: readonly string[]
  /** Read by a process of its own, whoever may see it. */
  readonly opened: readonly Planted[]
  readonly bytes: ReadonlyMap<string, Buffer>
  readonly files: Buffer
  readonly ids: readonly string[]
  /** How many are found by what the person was called who signed in. */
  readonly found: number
  /** Of the person's keys. */
  readonly keys: readonly string[]
}

type Copy = ReadonlyMap<string, readonly Uint8Array[]>

let desk: HygieneDesk
let server: Listening
let who: Readonly<Record<'ana' | 'bia' | 'caio', string>>
let before: Moment
let after: Moment
let certificate: ErasureCertificate
let log: Copy
let keys: Copy
let wrong: string[]

const ofAna = ({ where, kind }: Planted): boolean =>
  where.startsWith('ana') && kind !== 'secret' && kind !== 'open'
const ofBia = ({ where, kind }: Planted): boolean => where.startsWith('bia') && kind === 'personal'

beforeAll(async () => {
  desk = await openHygieneDesk({
    keys: { source, backupDays: BACKUP_DAYS },
    spool: { path: folder },
  })
  server = await listen(desk.app)
  const { send, ids } = createTraffic(desk, planter)
  who = ids
  for (const name of ['ana', 'bia'] as const) await live(name, (...given) => send(...given))
  before = await momentOf()
  ;[log, keys] = [await copyOf(''), await copyOf('_keys')]
  // What the application keeps of the person is the application's to change.
  await desk.Client.replaceOne({ _id: who.ana }, { plan: 'none' })
  await desk.Ticket.updateMany({ client: who.ana }, { replyTo: 'nobody' })
  certificate = await desk.audit.erase({
    subject: { type: 'Client', id: who.ana },
    reason: 'asked for by the person',
    method: 'anonymised',
  })
  after = await momentOf()
  wrong = await schemaFaults()
}, 240_000)
afterAll(async () => {
  await server.close()
  await desk.close()
})

/** Is made, is changed in every way, signs in, is written about, and asks for their data. */
async function live(
  name: 'ana' | 'bia',
  send: (operation: string, id: string, body: object) => Promise<request.Response>,
): Promise<void> {
  const { personal, said } = planter
  const id = who[name]
  const steps: readonly (readonly [string, object])[] = [
    ['create', clientOf(planter, `${name}: create`)],
    ['replace', clientOf(planter, `${name}: replace`)],
    [
      'set',
      { name: personal(`${name}: $set name`), 'contacts.home': personal(`${name}: $set map`) },
    ],
    ['update', { update: { $push: { phones: personal(`${name}: $push`, 'phone') } } }],
    ['ticket', { title: 'Printer', replyTo: personal(`${name}: replyTo`, 'email') }],
    ['login', { user: { id, type: 'client', name: said(`${name}: name of who signs in`) } }],
    ['signIn', { email: said(`${name}: email of a sign-in`, 'email') }],
    [
      'record',
      { type: 'customers.exported', options: { details: { phone: said(`${name}: said`) } } },
    ],
    ['set', { plan: 'free' }],
  ]
  for (const [operation, body] of steps) {
    const { status } = await send(operation, id, body)
    if (status !== 200) throw new Error(`${operation} was answered ${status}`)
  }
}

/** The link of a person's own download, as it is delivered to the person. */
async function ownLink(id: string): Promise<string> {
  const admin = request(desk.app)
  const wish = { kind: 'access', subject: { type: 'Client', id }, proof: 'letter 7' }
  let last = await admin.post('/audit/api/requests').set(WRITE).send(wish)
  for (const [step, body] of [
    ['verify', { method: 'passport' }],
    ['decide', { approve: true }],
  ] as const) {
    last = await admin
      .post(`/audit/api/requests/${String(last.body.id)}/${step}`)
      .set({ ...WRITE, 'if-match': String(last.headers['etag']) })
      .send(body)
  }
  if (last.status !== 200) throw new Error(`no link: ${last.status} ${last.text}`)
  return `/me/data/${desk.links.at(-1)?.path ?? ''}`
}

async function momentOf(): Promise<Moment> {
  await sequenced(desk.audit, desk)
  const { events } = await desk.audit.find({}, { limit: 500, order: 'oldest' })
  const answers = await answersAbout(server, events)
  const own: Buffer[] = []
  for (const id of [who.ana, who.bia]) {
    const path = await ownLink(id)
    for (const one of [path, '/me/data/', '/me/data/api/requests', '/me/data/api/looks']) {
      const answer = await server.get(one, { 'x-client': id })
      if (answer.status !== 200) throw new Error(`${one} was answered ${answer.status}`)
      own.push(answer.bytes)
    }
  }
  const stays = await Promise.all(
    [`history?tt=Client&tid=${who.bia}`, `values?tt=Client&tid=${who.bia}&prop=email`].map(
      async (path) => (await request(desk.app).get(`/audit/api/${path}`)).text,
    ),
  )
  return {
    shown: planter.within(Buffer.concat([...answers, ...own])),
    others: stays.map((text) => text.replaceAll(/"sequencedUpTo":\d+/g, '')),
    opened: await openedValues(),
    bytes: await collectionsOf(desk.uri, (name) => APPLICATION.includes(name)),
    files: filesOf(folder),
    ids: events.map(({ id }) => id),
    found: await foundBySignIn(),
    keys: await keysOf(who.ana),
  }
}

async function foundBySignIn(): Promise<number> {
  const name = planter.all.find(({ where }) => where === 'ana: name of who signs in')?.text ?? ''
  return (await desk.audit.find({ user: name })).events.length
}

async function keysOf(id: string): Promise<string[]> {
  return withDatabase('_keys', async (client, name) => {
    const owned = client.db(name).collection<{ _id: string; key: string }>('audit_keys').find()
    return (await owned.toArray()).flatMap(({ _id, key }) => (_id.includes(id) ? key : []))
  })
}

async function answersAbout(door: Listening, all: readonly ReadEvent[]): Promise<Buffer[]> {
  const ids = [who.ana, who.bia]
  // That somebody looked is no event about a person: their number would grow with every look.
  const events = all.filter(({ place }) => place !== 'audit.log')
  const found = await allAnswers(door, {
    events: events.map(({ id }) => id),
    groups: ['none'],
    requests: ['none'],
    records: ids.map((id) => ({
      type: 'Client',
      id,
      events: events.filter(({ target }) => String(target?.id) === id).map((one) => one.id),
    })),
    paths: ['name', 'email', 'contacts', 'phones', 'notes', 'cards'],
    people: ids,
  })
  return found.map(({ bytes }) => bytes)
}

/** As another process reads the log, which has the master key and nothing in memory. */
async function openedValues(): Promise<readonly Planted[]> {
  const opened = await openLog(desk.uri, source)
  try {
    return planter.within(JSON.stringify(await opened.all()))
  } finally {
    await opened.close()
  }
}

/** What of the answers after the erasure is not as the API's own document says. */
async function schemaFaults(): Promise<string[]> {
  const admin = request(desk.app)
  const { body: document } = await admin.get('/audit/api/openapi.json')
  const faults: string[] = []
  const check = async (door: string, address: string): Promise<void> => {
    const { body, status } = await admin.get(`/audit/api/${address}`)
    const { responses } = document.paths[door].get
    const { schema } = responses[String(status)].content['application/json']
    faults.push(...schemaErrors(body, schema, document).map((fault) => `${address}: ${fault}`))
  }
  await check('/events', 'events?limit=500')
  await check('/events', 'events?limit=500&view=row')
  const record = `tt=Client&tid=${who.ana}`
  await check('/history', `history?${record}`)
  for (const id of before.ids) await check('/events/{id}', `events/${id}`)
  for (const id of before.ids) await check('/state', `state?${record}&at=${id}`)
  for (const path of ['name', 'contacts', 'phones']) {
    await check('/values', `values?${record}&prop=${path}`)
  }
  return faults
}

async function withDatabase<T>(suffix: string, work: (client: MongoClient, name: string) => T) {
  const client = await new MongoClient(desk.uri).connect()
  try {
    return await work(client, client.db().databaseName + suffix)
  } finally {
    await client.close()
  }
}

async function copyOf(suffix: string): Promise<Copy> {
  return withDatabase(suffix, async (client, name) => {
    const copy = new Map<string, Uint8Array[]>()
    for (const one of await client.db(name).listCollections().toArray()) {
      if (!one.name.startsWith('audit_')) continue
      const all = await client.db(name).collection(one.name).find({}, { raw: true }).toArray()
      // A view on the driver's buffer, which goes on to be used.
      copy.set(
        one.name,
        all.map((bytes) => Uint8Array.from(bytes as unknown as Uint8Array)),
      )
    }
    return copy
  })
}

/** As an operator does it: what is there now is gone. */
async function restore(suffix: string, copy: Copy): Promise<void> {
  await withDatabase(suffix, async (client, name) => {
    for (const one of await client.db(name).listCollections().toArray()) {
      if (one.name.startsWith('audit_')) await client.db(name).collection(one.name).deleteMany({})
    }
    const how = { promoteValues: false, promoteBuffers: false, bsonRegExp: true }
    for (const [collection, documents] of copy) {
      if (documents.length === 0) continue
      const all = documents.map((bytes) => BSON.deserialize(bytes, how))
      await client.db(name).collection(collection).insertMany(all)
    }
  })
}

/** A process that starts now, with the same models and the same master key. */
async function started<T>(
  work: (one: HygieneDesk & { door: Listening }) => Promise<T>,
): Promise<T> {
  const one = await openHygieneDesk({ keys: { source }, spool: false }, desk.uri)
  const door = await listen(one.app)
  try {
    await one.audit.flush()
    return await work({ ...one, door })
  } finally {
    await door.close()
    await one.disconnect()
  }
}

describe('before somebody is erased', () => {
  it('every value is read by some door, and stands nowhere in plain', () => {
    const all = planter.all.filter((one) => ofAna(one))
    expect(all.length).toBeGreaterThan(25)
    expect(all.filter((one) => !before.shown.includes(one))).toEqual([])
    expect(all.filter((one) => !before.opened.includes(one))).toEqual([])
    for (const [name, bytes] of [...before.bytes, ['files', before.files] as const]) {
      expect([name, planter.within(bytes).filter((one) => ofAna(one))]).toEqual([name, []])
    }
  })
})

describe('once somebody is erased', () => {
  it('no door reads any of the values, and neither does who has the master key', () => {
    expect(certificate).toMatchObject({ keysDestroyed: 2, unsealed: 0 })
    expect(after.shown.filter((one) => ofAna(one))).toEqual([])
    expect(after.opened.filter((one) => ofAna(one))).toEqual([])
    expect([before.found, after.found]).toEqual([1, 0])
  })

  it('no byte of any collection or file has them, nor a key that would open them', () => {
    for (const [name, bytes] of [...after.bytes, ['files', after.files] as const]) {
      expect([name, planter.within(bytes).filter((one) => ofAna(one))]).toEqual([name, []])
    }
    expect(before.keys.length).toBeGreaterThan(0)
    expect(after.keys.filter((key) => before.keys.includes(key))).toEqual([])
  })

  it('nothing comes back that waited for the keys meanwhile, also of who had none yet', async () => {
    const { send } = createTraffic(desk, planter)
    const id = String(new desk.mongoose.Types.ObjectId())
    source.isAway = true
    const { status } = await send('create', id, clientOf(planter, 'ana as eva'))
    expect(status).toBe(200)
    expect(filesOf(folder).includes('held')).toBe(true)
    const subject = { type: 'Client', id }
    await desk.audit.erase({ subject, reason: 'asked', method: 'deleted' })
    source.isAway = false
    await desk.audit.flush()
    await sequenced(desk.audit, desk)
    const { events } = await desk.audit.history(subject)
    expect(events.length).toBeGreaterThan(0)
    expect((await openedValues()).filter((one) => ofAna(one))).toEqual([])
  })

  it('everybody else is read as before', () => {
    const staying = planter.all.filter((one) => ofBia(one))
    expect(staying.length).toBeGreaterThan(15)
    expect(staying.filter((one) => !after.shown.includes(one))).toEqual([])
    expect(after.others).toEqual(before.others)
  })

  it('every event is still there, in its order, and is what the API says that it is', async () => {
    expect(after.ids.slice(0, before.ids.length)).toEqual(before.ids)
    expect(wrong).toEqual([])
    const batches = await withDatabase('', async (client, name) =>
      client.db(name).collection('audit_batches').find().sort({ first: 1 }).toArray(),
    )
    let next = Number(batches[0]?.['first'])
    for (const batch of batches) {
      expect(Number(batch['first'])).toBe(next)
      next += (batch['events'] as unknown[]).length
    }
    const numbered = new Set(
      batches.flatMap((one) => (one['events'] as { id: string }[]).map(({ id }) => id)),
    )
    expect(before.ids.filter((id) => !numbered.has(id))).toEqual([])
  })
})

describe('an old copy of the log', () => {
  it('brings nothing back, in no door of a process that starts then', async () => {
    await restore('', log)
    await started(async (one) => {
      const erased = one.mongoose.connection.collection('audit_erased')
      await until(async () => (await erased.countDocuments()) > 0)
      for (const { text } of planter.all.filter((found) => ofAna(found))) {
        for (const key of ['client', 'user', 'q']) {
          expect([text, key, (await one.audit.find({ [key]: text })).events]).toEqual([
            text,
            key,
            [],
          ])
        }
      }
      const events = (await one.audit.find({}, { limit: 500, order: 'oldest' })).events
      expect(events.map(({ id }) => id)).toEqual(expect.arrayContaining([...before.ids]))
      const answers = planter.within(Buffer.concat(await answersAbout(one.door, events)))
      expect(answers.filter((found) => ofAna(found))).toEqual([])
      expect(answers.filter((found) => ofBia(found)).length).toBeGreaterThan(5)
    })
    expect((await openedValues()).filter((one) => ofAna(one))).toEqual([])
  })

  it('with a copy of the keys brings it back until when the certificate says, and not longer', async () => {
    await restore('', log)
    await restore('_keys', keys)
    // This is the limit that is told: whoever keeps both copies can read.
    expect((await openedValues()).filter((one) => ofAna(one)).length).toBeGreaterThan(25)
    expect(await foundBySignIn()).toBe(1)
    const { at, backupsUntil } = certificate
    expect(backupsUntil?.getTime()).toBe(at.getTime() + BACKUP_DAYS * 86_400_000)
  })
})

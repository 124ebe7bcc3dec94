/** Secrets get nowhere, and what is about a person stands nowhere in plain: by whatever way it came. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { allAnswers } from './hygiene-answers.ts'
import type { DoorAnswer } from './hygiene-answers.ts'
import { openHygieneDesk } from './hygiene-desk.ts'
import type { HygieneDesk } from './hygiene-desk.ts'
import { collectionsOf, filesOf, listen } from './hygiene-places.ts'
import type { Listening, RawAnswer } from './hygiene-places.ts'
import { clientOf, createTraffic, writeEverything } from './hygiene-traffic.ts'
import type { Traffic } from './hygiene-traffic.ts'
import { testSource } from './key-desk.ts'
import { createPlanter, digestsOf } from './planted.ts'
import type { Planted, PlantKind } from './planted.ts'
import { sequenced } from './privacy-desk.ts'

const WRITE = { 'x-audit-request': '1' }
const APPLICATION = ['clients', 'tickets', 'leads']

const planter = createPlanter()
const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))
const source = testSource()
const printed: string[] = []
const files: Buffer[] = []
let desk: HygieneDesk
let server: Listening | undefined
let traffic: Traffic
let collections: ReadonlyMap<string, Buffer>
let answers: readonly DoorAnswer[]
let own: RawAnswer[]
let refused: string[]

beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, method).mockImplementation((...given) => void printed.push(given.join(' ')))
  }
  for (const stream of [process.stdout, process.stderr]) {
    const write: (text: string | Uint8Array) => boolean = stream.write.bind(stream)
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text))
      return write(text)
    })
  }
  desk = await openHygieneDesk({ keys: { source }, spool: { path: folder } })
  const plain = createTraffic(desk, planter)
  traffic = {
    ...plain,
    async send(...given) {
      const answer = await plain.send(...given)
      files.push(filesOf(folder))
      return answer
    },
  }
  await writeEverything(traffic, { planter, operations: desk.operations })
  await withoutKeys()
  const requests = await askFor(traffic.ids.ana)
  await sequenced(desk.audit, desk)
  refused = await askWrongly()
  await sequenced(desk.audit, desk)
  const listening = await listen(desk.app)
  server = listening
  own = await ownAnswers(listening, traffic.ids.ana)
  const { events } = await desk.audit.find({}, { limit: 500, order: 'oldest' })
  answers = await allAnswers(listening, {
    events: events.map(({ id }) => id),
    groups: [...new Set(events.flatMap(({ group }) => group?.id ?? []))],
    requests,
    records: Object.values(traffic.ids).map((id) => ({
      type: 'Client',
      id,
      events: events.filter(({ target }) => String(target?.id) === id).map((one) => one.id),
    })),
    paths: ['name', 'email', 'contacts', 'cards', 'auth', 'password', 'vault', 'notes'],
    people: ['a1', traffic.ids.ana],
  })
  await desk.audit.flush()
  collections = await collectionsOf(desk.uri, (name) => APPLICATION.includes(name))
}, 240_000)
afterAll(async () => {
  jest.restoreAllMocks()
  await server?.close()
  await desk.close()
})

/** Persons are made while nobody has the keys: all of it waits on the disk. */
async function withoutKeys(): Promise<void> {
  source.isAway = true
  for (let n = 0; n < 2; n += 1) {
    const id = String(new desk.mongoose.Types.ObjectId())
    await traffic.send('create', id, clientOf(planter, 'without keys'))
  }
  source.isAway = false
  await desk.audit.flush()
}

/** The person asks for everything, staff answers, and each writes what it is about. */
async function askFor(id: string): Promise<string[]> {
  const admin = request(desk.app)
  const opened = await admin
    .post('/audit/api/requests')
    .set(WRITE)
    .send({
      kind: 'access',
      subject: { type: 'Client', id },
      proof: planter.said('proof of a request'),
      message: planter.said('message of a request'),
    })
  const steps: [string, object][] = [
    ['verify', { method: planter.said('method of a request') }],
    ['decide', { approve: true, reason: planter.said('reason of a decision') }],
  ]
  let last = opened
  for (const [name, body] of steps) {
    last = await admin
      .post(`/audit/api/requests/${String(opened.body.id)}/${name}`)
      .set({ ...WRITE, 'if-match': String(last.headers['etag']) })
      .send(body)
    if (last.status !== 200) throw new Error(`${name}: ${last.status} ${last.text}`)
  }
  return [String(opened.body.id)]
}

/** Everything that the person's own door shows. */
async function ownAnswers(door: Listening, id: string): Promise<RawAnswer[]> {
  const path = desk.links.at(-1)?.path ?? ''
  const paths = ['/me/data/', '/me/data/api/requests', '/me/data/api/looks', `/me/data/${path}`]
  return Promise.all(paths.map((one) => door.get(one, { 'x-client': id })))
}

/** Secrets where the API does not want any: no answer repeats what was sent. */
async function askWrongly(): Promise<string[]> {
  const admin = request(desk.app)
  const secret = (where: string): string => encodeURIComponent(planter.secret(where))
  const gets = [
    `events?token=${secret('an unknown key of a query')}`,
    `events?op=${secret('an unknown operation')}`,
    `events?place=${secret('an unknown place')}`,
    `events?from=${secret('a day that is none')}`,
    `events?cursor=${secret('a cursor that is none')}`,
    `events/${secret('an event that is not there')}`,
    `groups/${secret('a group that is not there')}`,
    secret('a route that is not there'),
    `export?format=${secret('a format that is none')}`,
    `state?tt=Client&tid=1&at=${secret('an instant that is none')}`,
  ]
  const asked = gets.map((path) => admin.get(`/audit/api/${path}`))
  asked.push(
    admin
      .get('/audit/api/events')
      .set('X-Refused', planter.secret('a header of who is refused', 'word')),
    admin
      .put('/audit/api/config')
      .set({ ...WRITE, 'if-match': planter.secret('a tag that is none', 'word') })
      .send({ [planter.secret('an unknown field', 'word')]: true }),
    admin
      .put('/audit/api/config')
      .set({ ...WRITE, 'content-type': 'application/json' })
      .send(`{ "token": "${planter.secret('a body that is broken', 'word')}`),
    admin
      .post('/clients/1/flush')
      .set('X-Failing', planter.secret('a resolver that fails', 'word')),
    admin
      .post(`/magic/token/${planter.secret('a path that is no route', 'word')}`)
      .set({ 'x-operation': 'set', 'x-id': traffic.ids.ana })
      .send({ plan: 'free' }),
  )
  const texts: string[] = []
  for (const one of asked) {
    const { status, headers, text } = await one
    texts.push(`${status} ${JSON.stringify(headers)} ${text}`)
  }
  return texts
}

const only = (found: readonly Planted[], ...kinds: readonly PlantKind[]): string[] =>
  found.filter(({ kind }) => kinds.includes(kind)).map(({ where }) => where)

describe('200 values of every kind, by every way', () => {
  it('are planted, and are all where the application keeps its records', async () => {
    expect(planter.all.length).toBeGreaterThan(200)
    expect(planter.all.filter(({ kind }) => kind === 'secret').length).toBeGreaterThan(100)
    expect(planter.all.filter(({ kind }) => kind === 'personal').length).toBeGreaterThan(70)
    const records = await collectionsOf(desk.uri, (name) => !APPLICATION.includes(name))
    const found = planter.within(Buffer.concat([...records.values()]))
    expect(new Set(found.map(({ kind }) => kind))).toEqual(
      new Set(['secret', 'sensitive', 'personal', 'open']),
    )
  })

  it('are found by the same search in every form, where nothing hides them', () => {
    for (const { text } of planter.all.slice(0, 12)) {
      const bytes = Buffer.from(text)
      const forms = [
        JSON.stringify({ text }),
        encodeURIComponent(text),
        text.toUpperCase(),
        bytes.toString('hex'),
        Buffer.from(text, 'utf16le'),
        ...[0, 1, 2].flatMap((skip) => {
          const within = Buffer.concat([Buffer.alloc(skip, 'x'), bytes])
          return [within.toString('base64'), within.toString('base64url')]
        }),
      ]
      for (const form of forms) expect(planter.within(form).map((one) => one.text)).toEqual([text])
    }
  })
})

describe('a secret', () => {
  it('is in no collection of the audit, nor anything that is made of it', () => {
    for (const [name, bytes] of collections) {
      expect([name, only(planter.within(bytes), 'secret')]).toEqual([name, []])
    }
    const all = Buffer.concat([...collections.values()]).toString('latin1')
    const guessed = planter.all.filter(
      ({ kind, text }) => kind !== 'open' && digestsOf(text).some((one) => all.includes(one)),
    )
    expect(guessed).toEqual([])
  })

  it('is in no file, whatever waited there and for how long', () => {
    const found = planter.within(Buffer.concat(files))
    expect(only(found, 'secret', 'personal', 'sensitive', 'said')).toEqual([])
    const text = Buffer.concat(files).toString('latin1')
    // Announced writes, and events that waited for their keys.
    expect(text).toMatch(/findAndModify|findOneAndUpdate/)
    expect(text).toContain('held')
  })

  it('is in nothing that is printed, said or measured', () => {
    const { audit } = desk
    const said = [...printed, ...desk.said, audit.metrics(), JSON.stringify(audit.health())]
    const { database: _, ...inspected } = audit.inspect()
    expect(planter.within([...said, JSON.stringify(inspected)].join('\n'))).toEqual([])
    expect(desk.said.join('\n')).toContain('places on')
  })

  it('is in no answer, of whoever asked for what', () => {
    expect(only(planter.within(refused.join('\n')), 'secret')).toEqual([])
    for (const { address, bytes } of answers) {
      expect([address, only(planter.within(bytes), 'secret')]).toEqual([address, []])
    }
    for (const { bytes } of own) expect(only(planter.within(bytes), 'secret')).toEqual([])
  })
})

describe('a value of a person', () => {
  it('is in no collection in plain, and what nobody annotated is', () => {
    for (const [name, bytes] of collections) {
      const found = only(planter.within(bytes), 'personal', 'sensitive', 'said')
      expect([name, found]).toEqual([name, []])
    }
    const kept = planter.within(collections.get('.audit_events') ?? '')
    expect(only(kept, 'open').length).toBeGreaterThan(5)
  })

  it('is shown by the doors that show values, and there while it is the last one', async () => {
    const records = await collectionsOf(desk.uri, (name) => !APPLICATION.includes(name))
    const now = new Set(planter.within(Buffer.concat([...records.values()])))
    const doors = new Set<string>()
    for (const { door, address, bytes } of answers) {
      const found = planter.within(bytes)
      const hidden = found.filter(({ kind }) => kind === 'personal').filter((one) => !now.has(one))
      expect([address, only(found, 'sensitive'), hidden]).toEqual([address, [], []])
      if (only(found, 'personal', 'said').length > 0) doors.add(door)
    }
    expect([...doors].toSorted()).toEqual([
      '/addresses',
      '/compare',
      '/events',
      '/events/{id}',
      '/events/{id}/related',
      '/export',
      '/groups/{id}',
      '/history',
      '/people',
      '/requests',
      '/requests/{id}',
      '/state',
      '/values',
    ])
    const files200 = answers.filter(({ door, status }) => door === '/export' && status === 200)
    for (const { address, bytes } of files200) {
      if (address.includes('full'))
        expect([address, only(planter.within(bytes), 'open').length > 0]).toEqual([address, true])
    }
  })

  it('goes to the person whole, and others’ do not', () => {
    expect(own.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const found = planter.within(Buffer.concat(own.map(({ bytes }) => bytes)))
    const whose = (name: string) =>
      only(found, 'personal', 'sensitive').filter((where) => where.startsWith(name))
    expect(whose('bia')).toEqual([])
    expect(whose('caio')).toEqual([])
    expect(whose('ana').length).toBeGreaterThan(10)
  })

  it('is looked for in every door that answered', () => {
    const answered = new Set(answers.flatMap(({ door, status }) => (status === 200 ? door : [])))
    expect(answers.map(({ door }) => door).filter((door) => !answered.has(door))).toEqual([])
  })
})

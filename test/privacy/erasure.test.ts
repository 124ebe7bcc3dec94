/** Who is erased is readable nowhere any more: in no door, no collection, no file, no old copy. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { QueryInput } from '@rastro/core'
import type { AuditOptions } from 'rastro'
import { BSON, MongoClient } from 'mongodb'
import { testSource } from './key-desk.ts'
import type { TestSource } from './key-desk.ts'
import { dumpOf, formsOf, openLog } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const open: PrivacyDesk[] = []
async function desk(
  options: Partial<AuditOptions> = {},
): Promise<PrivacyDesk & { source: TestSource }> {
  const source = testSource()
  const one = await openDesk({ keys: { source }, ...options })
  open.push(one)
  return { ...one, source }
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const ANA = {
  name: 'Ana Magalhaes',
  email: 'ana.magalhaes@example.com',
  phones: ['11911112222'],
  address: { street: 'Rua das Flores 7', city: 'Porto' },
  contacts: { 'bea@teles-home': 'Beatriz Teles' },
  faith: 'Jedi order',
}
const PLANTED = [
  'Ana Magalhaes',
  'Magalhaes',
  'ana.magalhaes@example.com',
  '11911112222',
  'Rua das Flores',
  'bea@teles-home',
  'Beatriz Teles',
  'Jedi order',
  '192.0.2.77',
  'Ana Lima',
]

const asAna = (id: unknown) => ({
  type: 'client',
  id: String(id),
  name: 'Ana Magalhaes',
  email: 'ana.magalhaes@example.com',
})

/** Ana is made, changes her own data, signs in, and another client stays beside her. */
async function live(one: PrivacyDesk) {
  const ana = await one.Client.create(ANA)
  const caio = await one.Client.create({ name: 'Caio Dias', email: 'caio@example.com' })
  await one.audit.as(asAna(ana._id), () =>
    one.Client.updateOne({ _id: ana._id }, { name: 'Ana Lima', plan: 'free' }).exec(),
  )
  await one.audit.record('sessions.login', {
    actor: asAna(ana._id),
    origin: { ip: '192.0.2.77' },
    details: { email: 'ana.magalhaes@example.com' },
  })
  await one.audit.flush()
  await one.sequenced()
  return { ana: { type: 'Client', id: ana._id }, caio: { type: 'Client', id: caio._id } }
}

function expectNone(text: string): void {
  for (const value of PLANTED) {
    for (const form of formsOf(value)) expect(text.includes(form) ? value : '').toBe('')
  }
}

describe('what is about a person', () => {
  it('is nowhere in plain, and in every door all the same', async () => {
    const one = await desk()
    const { ana } = await live(one)
    expectNone(await dumpOf(one.uri))
    const { events } = await one.audit.history(ana)
    expect(JSON.stringify(events)).toContain('Ana Lima')
    expect(events.map(({ target }) => target?.name)).toContain('Ana Lima')
    const { record } = await one.audit.stateAt(ana, events[0]?.id ?? '')
    expect(record).toMatchObject({ name: 'Ana Lima', phones: ['11911112222'] })
    const list = await one.admin.get('/audit/api/events?client=Ana%20Lima').expect(200)
    expect(JSON.stringify(list.body)).toContain('Ana Lima')
  })

  it('is found by its exact text, by who acted and from where', async () => {
    const one = await desk()
    await live(one)
    const found = async (query: QueryInput) => (await one.audit.find(query)).events.length
    expect(await found({ client: 'ana.magalhaes@example.com' })).toBe(2)
    expect(await found({ user: 'Ana Magalhaes' })).toBe(2)
    expect(await found({ ip: '192.0.2.77' })).toBe(1)
    expect(await found({ ip: '192.0.2.78' })).toBe(0)
    expect(await found({ agent: 'Ana Magalhaes' })).toBe(0)
    expect((await one.audit.find({ ip: '192.0.2.77' })).events[0]?.origin?.ip).toBe('192.0.2.77')
  })
})

describe('an erasure', () => {
  it('leaves every event, and nothing of what it held', async () => {
    const one = await desk({ keys: { source: testSource(), backupDays: 30 } })
    const { ana, caio } = await live(one)
    const before = (await one.audit.find({})).events
    const certificate = await one.audit.erase({
      subject: ana,
      reason: 'asked for by the person',
      method: 'deleted',
    })
    expect(certificate).toMatchObject({
      subject: ana,
      events: 3,
      keysDestroyed: 2,
      unsealed: 0,
      method: 'deleted',
      holds: [],
    })
    expect(certificate.tokensRemoved).toBeGreaterThan(0)
    expect(certificate.backupsUntil?.getTime()).toBe(certificate.at.getTime() + 30 * 86_400_000)
    const { events } = await one.audit.find({})
    expect(events.map(({ id }) => id)).toEqual([certificate.id, ...before.map(({ id }) => id)])
    expect(events[0]).toMatchObject({
      type: 'audit.privacy.erased',
      reason: 'asked for by the person',
      details: { events: 3, keysDestroyed: 2 },
    })
    expectNone(JSON.stringify(events))
    const changed = (await one.audit.history(ana)).events.find(({ type }) =>
      type.endsWith('.updated'),
    )
    expect(changed?.changes).toContainEqual({ path: ['name'], op: 'replace', omitted: 'erased' })
    expect(changed?.changes).toContainEqual({ path: ['plan'], op: 'add', after: 'free' })
    expect(changed?.actor).toEqual({ type: 'client', id: String(ana.id) })
    // Nobody else is touched.
    expect(JSON.stringify((await one.audit.history(caio)).events)).toContain('Caio Dias')
  })

  it('leaves nothing in any collection and file, and an old copy of the log brings nothing back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))
    const source = testSource()
    const one = await desk({ keys: { source }, spool: { path: folder } })
    const { ana } = await live(one)
    const copy = await copyOf(one.uri)
    await one.audit.erase({ subject: ana, reason: 'asked', method: 'anonymised' })
    expectNone(await dumpOf(one.uri))
    expectNone(filesOf(folder))
    await restore(one.uri, copy)
    // As a process that starts then.
    const log = await openLog(one.uri, source)
    try {
      const events = await log.all()
      expect(events.length).toBeGreaterThan(3)
      expectNone(JSON.stringify(events))
    } finally {
      await log.close()
    }
  })

  it('is not undone by an old copy of the keys', async () => {
    const one = await desk()
    const { ana } = await live(one)
    const client = await new MongoClient(one.uri).connect()
    try {
      const keys = client.db(`${client.db().databaseName}_keys`).collection('audit_keys')
      const copy = await keys.find().toArray()
      await one.audit.erase({ subject: ana, reason: 'asked', method: 'deleted' })
      await keys.deleteMany({})
      await keys.insertMany(copy)
      const log = await openLog(one.uri, one.source)
      try {
        expectNone(JSON.stringify(await log.all()))
      } finally {
        await log.close()
      }
    } finally {
      await client.close()
    }
  })

  it('finds nobody any more by what is erased', async () => {
    const one = await desk()
    const { ana } = await live(one)
    await one.audit.erase({ subject: ana, reason: 'asked', method: 'deleted' })
    const queries = [
      { client: 'ana.magalhaes@example.com' },
      { client: 'Ana Lima' },
      { user: 'Ana Magalhaes' },
      { ip: '192.0.2.77' },
    ]
    for (const query of queries) expect((await one.audit.find(query)).events).toEqual([])
    expect((await one.audit.find({ client: String(ana.id) })).events.length).toBeGreaterThan(2)
  })

  it('makes what would have to be written again incomplete, and never wrong', async () => {
    const one = await desk()
    const { ana } = await live(one)
    const history = (await one.audit.history(ana)).events
    const change = history.find(({ type }) => type.endsWith('.updated'))
    await one.audit.erase({ subject: ana, reason: 'asked', method: 'anonymised' })
    await expect(
      one.audit.revert({ event: change?.id ?? '' }, { reason: 'a slip' }),
    ).rejects.toMatchObject({ code: 'AUDIT_REVERT_INCOMPLETE' })
    const state = await one.audit.stateAt(ana, history.at(-1)?.id ?? '')
    expect(state).toMatchObject({ status: 'incomplete', reason: 'left-out' })
    expect(state.missing).toContainEqual(
      expect.objectContaining({ path: ['name'], because: 'erased' }),
    )
    expect((await one.Client.findById(ana.id))?.name).toBe('Ana Lima')
  })

  it('waits for the end of a legal hold', async () => {
    const one = await desk()
    const { ana } = await live(one)
    await one.audit.hold(ana, { reason: 'case 12/2026' })
    expect(await one.audit.holds()).toMatchObject([{ reason: 'case 12/2026' }])
    const asked = { subject: ana, reason: 'asked', method: 'deleted' } as const
    await expect(one.audit.erase(asked)).rejects.toMatchObject({ code: 'AUDIT_ERASURE_HELD' })
    expect(JSON.stringify((await one.audit.history(ana)).events)).toContain('Ana Lima')
    await one.audit.release(ana, { reason: 'case closed' })
    await expect(one.audit.release(ana, { reason: 'again' })).rejects.toMatchObject({
      code: 'AUDIT_NOT_FOUND',
    })
    expect((await one.audit.erase(asked)).keysDestroyed).toBe(2)
    const { events } = await one.audit.find({ place: 'audit.privacy' })
    expect(events.map(({ type }) => type)).toEqual([
      'audit.privacy.erased',
      'audit.privacy.released',
      'audit.privacy.held',
    ])
  })

  it('gives who comes back a key of their own', async () => {
    const one = await desk()
    const { ana } = await live(one)
    await one.audit.erase({ subject: ana, reason: 'asked', method: 'anonymised' })
    await one.Client.updateOne({ _id: ana.id }, { name: 'Bea Nova' })
    await one.sequenced()
    const [last] = (await one.audit.history(ana, { limit: 1 })).events
    expect(last?.changes?.find(({ path }) => path[0] === 'name')?.after).toBe('Bea Nova')
  })
})

describe('while the keys cannot be reached', () => {
  it('events wait on the disk, encrypted, and are stored when they can be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))
    const one = await desk({ spool: { path: folder } })
    await one.Client.create({ name: 'Somebody Else' })
    await one.sequenced()
    one.source.isAway = true
    const ana = await one.Client.create(ANA)
    await one.Ticket.create({ title: 'Printer' })
    const waiting = filesOf(folder)
    expect(waiting).toContain('held')
    expectNone(waiting)
    expectNone(await dumpOf(one.uri))
    one.source.isAway = false
    await one.audit.flush()
    await one.sequenced()
    expect(one.audit.health().lost).toBe(0)
    const { events } = await one.audit.history({ type: 'Client', id: ana._id })
    expect(JSON.stringify(events)).toContain('Magalhaes')
    expectNone(await dumpOf(one.uri))
    expectNone(filesOf(folder))
  })

  it('whoever is erased meanwhile does not come back with what waited', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-spool-'))
    const one = await desk({ spool: { path: folder } })
    const { ana } = await live(one)
    one.source.isAway = true
    // Nobody has the keys any more but for the minute in which this process does.
    const other = await one.Client.create({ name: 'Caio Dias' })
    await one.Client.updateOne({ _id: other._id }, { name: 'Caio Reis' })
    const bea = await one.Client.create({ name: 'Beatriz Teles', email: 'bea@example.com' })
    const before = new Date()
    await markErased(
      one.uri,
      JSON.stringify(['default', 'record', 'Client', String(bea._id)]),
      before,
    )
    one.source.isAway = false
    await one.audit.flush()
    const { events } = await one.audit.history({ type: 'Client', id: bea._id })
    expect(events[0]?.changes).toContainEqual({ path: ['name'], op: 'add', omitted: 'erased' })
    expect((await one.audit.history(ana)).events.length).toBeGreaterThan(0)
    expect((await one.audit.history({ type: 'Client', id: other._id })).events).toHaveLength(2)
  })

  it('reading says so, and a write inside a transaction shares its fate', async () => {
    const one = await desk()
    one.source.isAway = true
    const session = await one.mongoose.startSession()
    await expect(
      session.withTransaction(() => one.Client.create([{ name: 'Ana' }], { session })),
    ).rejects.toThrow()
    await session.endSession()
    expect(await one.Client.countDocuments()).toBe(0)
  })
})

/** As the erasure of another process leaves it, at whatever time. */
async function markErased(uri: string, owner: string, at: Date): Promise<void> {
  const client = await new MongoClient(uri).connect()
  try {
    const erased = client
      .db()
      .collection<{ _id: string; tenant: string; owner: string; at: Date }>('audit_erased')
    await erased.insertOne({ _id: 'a key of before', tenant: 'default', owner, at })
  } finally {
    await client.close()
  }
}

function filesOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'))
    .join('\n')
}

async function copyOf(uri: string): Promise<Map<string, Uint8Array[]>> {
  const client = await new MongoClient(uri).connect()
  try {
    const copy = new Map<string, Uint8Array[]>()
    for (const { name } of await client.db().listCollections().toArray()) {
      const all = await client.db().collection(name).find({}, { promoteValues: false }).toArray()
      copy.set(
        name,
        all.map((one) => BSON.serialize(one)),
      )
    }
    return copy
  } finally {
    await client.close()
  }
}

/** As an operator does it: what is there now is gone, the list of erased keys included. */
async function restore(
  uri: string,
  copy: ReadonlyMap<string, readonly Uint8Array[]>,
): Promise<void> {
  const client = await new MongoClient(uri).connect()
  try {
    for (const { name } of await client.db().listCollections().toArray()) {
      await client.db().collection(name).deleteMany({})
    }
    for (const [name, documents] of copy) {
      if (documents.length === 0) continue
      await client
        .db()
        .collection(name)
        .insertMany(documents.map((one) => BSON.deserialize(one, { promoteValues: false })))
    }
  } finally {
    await client.close()
  }
}

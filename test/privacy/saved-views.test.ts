/** Saved views: the words that they search by are nobody's to read, and go with who is erased. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { testSource } from './key-desk.ts'
import type { TestSource } from './key-desk.ts'
import { dumpOf, formsOf } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const VIEWS = '/audit/api/views'

const open: PrivacyDesk[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})
async function desk(): Promise<PrivacyDesk & { source: TestSource }> {
  const source = testSource()
  const one = await openDesk({ keys: { source } })
  open.push(one)
  return { ...one, source }
}

function save({ admin }: PrivacyDesk, person: string, view: { name: string; query: string }) {
  return admin.put(VIEWS).set({ 'x-audit-request': '1', 'x-person': person }).send(view).expect(200)
}

async function names({ admin }: PrivacyDesk, person: string): Promise<unknown[]> {
  const { body } = await admin.get(VIEWS).set('x-person', person).expect(200)
  return body.views.map(({ name }: { name: unknown }) => name)
}

/** By her name of before and of now, a part of it, her address, her id; and what names somebody else. */
async function saved(one: PrivacyDesk) {
  const ana = await one.Client.create({ name: 'Ana Magalhaes', email: 'ana@example.com' })
  await one.Client.updateOne({ _id: ana._id }, { name: 'Ana Quintanilha' })
  await one.audit.record('sessions.login', {
    actor: { type: 'client', id: String(ana._id), name: 'Ana Quintanilha' },
    origin: { ip: '192.0.2.77' },
  })
  const naming = [
    { name: 'One', query: 'client=Ana%20Magalhaes' },
    { name: 'Two', query: 'client=caio@example.com,ana%40example.com' },
    { name: 'Three', query: 'q=quintan' },
    { name: 'Four', query: `tt=Client&tid=${String(ana._id)}` },
    { name: 'Five', query: 'ip=192.0.2.77' },
    { name: 'Orders of Ana Magalhães', query: 'op=update' },
  ]
  const others = [
    { name: 'Six', query: 'client=Caio%20Dias' },
    { name: 'Seven', query: 'q=printer&op=update&ip=192.0.2.78' },
  ]
  for (const view of [...naming, ...others]) await save(one, 'rui', view)
  await save(one, 'bea', { name: 'Mine', query: 'q=Caio' })
  await one.sequenced()
  return { type: 'Client', id: ana._id }
}

const WORDS = ['Magalhaes', 'ana%40example', 'quintan', '192.0.2.77', 'Caio', 'Orders of Ana']

function expectNone(text: string, words: readonly string[] = WORDS): void {
  for (const word of words) {
    for (const form of formsOf(word)) expect(text.includes(form) ? word : '').toBe('')
  }
}

const how = { reason: 'asked', method: 'deleted' } as const

describe('saved views', () => {
  it('stand nowhere in plain, and are whole for whoever saved them', async () => {
    const one = await desk()
    await saved(one)
    expectNone(await dumpOf(one.uri))
    const { body } = await one.admin.get(VIEWS).set('x-person', 'rui').expect(200)
    expect(body.views).toHaveLength(8)
    expect(body.views[1]).toMatchObject({
      name: 'Two',
      query: 'client=caio@example.com,ana%40example.com',
      screen: 'events',
    })
    expect(await names(one, 'nobody')).toEqual([])
  })

  it('go with whom they name, by whatever they name them, and no other', async () => {
    const one = await desk()
    const ana = await saved(one)
    const certificate = await one.audit.erase({ subject: ana, ...how })
    expect(certificate.viewsOf).toBe(1)
    expect(await names(one, 'rui')).toEqual(['Six', 'Seven'])
    expect(await names(one, 'bea')).toEqual(['Mine'])
    await save(one, 'rui', { name: 'Eight', query: 'op=update' })
    expect(await names(one, 'rui')).toEqual(['Six', 'Seven', 'Eight'])
  })

  it('do not come back with an old copy of them, nor of the keys', async () => {
    const one = await desk()
    const ana = await saved(one)
    const client = await new MongoClient(one.uri).connect()
    try {
      const db = client.db()
      const kept = [
        db.collection('audit_personal'),
        client.db(`${db.databaseName}_keys`).collection('audit_keys'),
      ]
      const copies = await Promise.all(kept.map((collection) => collection.find().toArray()))
      await one.audit.erase({ subject: ana, ...how })
      for (const [at, collection] of kept.entries()) {
        await collection.deleteMany({})
        await collection.insertMany(copies[at] ?? [])
      }
      expect(await names(one, 'rui')).toEqual([])
      expect(await names(one, 'bea')).toEqual(['Mine'])
    } finally {
      await client.close()
    }
  })

  it('of one person are not another’s, also where somebody exchanged the documents', async () => {
    const one = await desk()
    await saved(one)
    const client = await new MongoClient(one.uri).connect()
    try {
      const kept = client.db().collection<{ person: string; text: string }>('audit_personal')
      const [a, b] = await kept.find({ part: 'views' }).toArray()
      if (a === undefined || b === undefined) throw new Error('no views')
      await kept.updateOne({ _id: a._id }, { $set: { text: b.text } })
      const seen = [await names(one, 'rui'), await names(one, 'bea')]
      expect(seen).toContainEqual([])
    } finally {
      await client.close()
    }
  })
})

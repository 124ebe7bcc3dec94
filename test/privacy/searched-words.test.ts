/** What somebody searched for: the log says that they did, and never the words. */
import { afterEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'
import request from 'supertest'
import { testSource } from './key-desk.ts'
import type { TestSource } from './key-desk.ts'
import { dumpOf, formsOf } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const API = '/audit/api'

const open: PrivacyDesk[] = []
async function desk(): Promise<PrivacyDesk & { source: TestSource }> {
  const source = testSource()
  const one = await openDesk({ keys: { source } })
  open.push(one)
  return { ...one, source }
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function looks(one: PrivacyDesk) {
  await one.sequenced()
  const { events } = await one.audit.find({ place: 'audit.log' }, { order: 'oldest' })
  return events
}

/** By every key that takes somebody's own words. */
const SEARCHES: readonly (readonly [string, string])[] = [
  ['q', 'Zuleica Quintanilha'],
  ['user', 'zuleica@example.com'],
  ['agent', 'Zuleica Quintanilha'],
  ['client', 'zuleica@example.com,Zuleica Quintanilha'],
  ['ip', '198.51.100.77'],
  ['tt=Client&tid', '123.456.789-09'],
  ['group', 'zuleica@example.com'],
]
const WORDS = ['Zuleica', 'Quintanilha', 'zuleica@example', '198.51.100.77', '456.789']

describe('what somebody searches for', () => {
  it('stands nowhere in plain, by whatever key, in lists, files, histories and roll-ups', async () => {
    const one = await desk()
    for (const [key, words] of SEARCHES) {
      const query = `${key}=${encodeURIComponent(words)}`
      await one.admin.get(`${API}/events?${query}`).expect(200)
      await one.admin.get(`${API}/export?format=ndjson&${query}`).expect(200)
    }
    await one.admin.get(`${API}/people?user=zuleica%40example.com`).expect(200)
    await one.admin.get(`${API}/addresses?ip=198.51.100.77`).expect(200)
    await one.admin.get(`${API}/history?tt=Client&tid=zuleica%40example.com`).expect(200)
    await one.admin.get(`${API}/values?tt=Client&tid=zuleica%40example.com&prop=name`).expect(200)
    // Of nobody there is no state, and so nothing to tell.
    await one.admin.get(`${API}/state?tt=Client&tid=zuleica%40example.com&at=2026-01-01T00:00:00Z`)
    const events = await looks(one)
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['audit.log.listed', 'audit.log.exported', 'audit.log.history.viewed']),
    )
    const dump = await dumpOf(one.uri)
    for (const word of WORDS) {
      for (const form of formsOf(word)) expect(dump.includes(form) ? word : '').toBe('')
    }
  })

  it('is told masked: that they searched, and by what kind of words', async () => {
    const one = await desk()
    const query =
      'q=Ana%20Magalhaes&client=ana%40example.com,Bea%5C%2C%20Lima&op=update&place=customers'
    await one.admin.get(`${API}/events?${query}&from=2026-01-01`).expect(200)
    const [look] = await looks(one)
    expect(look?.details).toEqual({
      filter: {
        q: 'A** M********',
        client: 'a**@e******.c**,B**\\, L***',
        op: 'update',
        place: 'customers',
        from: '2026-01-01',
      },
    })
    expect(one.audit.readable(look ?? never(), 'es').sentence).toMatch(/consultó/)
  })

  it('stays whole where it is the id of what was found, which stands in the log anyway', async () => {
    const one = await desk()
    const { _id } = await one.Client.create({ name: 'Ana Magalhaes' })
    const id = String(_id)
    await one.sequenced()
    await one.admin.get(`${API}/events?tt=Client&tid=${id}`).expect(200)
    await one.admin.get(`${API}/export?format=ndjson&client=${id},${'0'.repeat(24)}`).expect(200)
    await one.admin.get(`${API}/history?tt=Client&tid=${id}`).expect(200)
    const events = await looks(one)
    expect(events.map(({ details }) => details?.['filter'] ?? details)).toEqual([
      { tt: 'Client', tid: id },
      { client: `${id},0${'*'.repeat(23)}` },
      { type: 'Client', id },
    ])
  })

  it('is not left behind by a page in a process that does not know the model', async () => {
    const one = await desk()
    const { _id } = await one.Client.create({ name: 'Zuleica Quintanilha' })
    await one.sequenced()
    const client = await new MongoClient(one.uri).connect()
    const other = createAudit({
      client,
      db: client.db().databaseName,
      keys: { source: one.source },
      spool: false,
      log: { info: () => undefined, warn: () => undefined },
    })
    try {
      const app = express().use('/audit', other.router({ authorize: () => ({ can: ['read'] }) }))
      const path = `${API}/history?tt=Client&tid=${String(_id)}`
      const { body } = await request(app).get(path).expect(200)
      expect(JSON.stringify(body)).toContain('Zuleica')
      await other.flush()
      const [look] = await looks(one)
      expect(look?.target?.name).toBe(`Client ${String(_id)}`)
      expect(await dumpOf(one.uri)).not.toContain('Zuleica')
    } finally {
      await other.close()
      await client.close()
    }
  })
})

function never(): never {
  throw new Error('there is no such event')
}

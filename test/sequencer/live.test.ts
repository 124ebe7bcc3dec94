import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import express from 'express'
import request from 'supertest'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { until } from './until.ts'

const API = '/audit/api/events'
let one: AuditedMongoose
let app: express.Express
beforeAll(async () => {
  one = createAuditedMongoose('mongoose')
  app = express()
  app.use('/audit', one.audit.router({ authorize: () => true }))
  await one.connect()
})
afterAll(() => one.close())

async function signIn(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await one.audit.sessions.login({ email: `${n}@example.com` })
}

/** Waits until as many events have numbers, and returns the last of these. */
async function sequenced(count: number): Promise<number> {
  return until(async () => {
    const { sequencedUpTo } = await one.audit.find()
    return sequencedUpTo !== null && sequencedUpTo >= count ? sequencedUpTo : undefined
  })
}

describe('an audit', () => {
  it('numbers its events without being asked, and says up to where an answer is complete', async () => {
    await signIn(5)
    const upTo = await sequenced(5)
    const page = await one.audit.find({ type: 'sessions.login' })
    expect(page.events).toHaveLength(5)
    expect(page.sequencedUpTo).toBe(upTo)
    const answer = await request(app).get(API)
    expect(answer.body.sequencedUpTo).toBeGreaterThanOrEqual(upTo)
  })

  it('hands every event to whoever follows it, from the position that they kept', async () => {
    const seen: number[] = []
    const handle = one.audit.follow(2, (events) => {
      seen.push(...events.map(({ sequence }) => sequence))
    })
    const upTo = await sequenced(5)
    await until(() => handle.position === upTo)
    await handle.stop()
    expect(seen).toEqual(Array.from({ length: upTo - 2 }, (_, index) => index + 3))
  })

  it('refuses to be followed once it was closed', async () => {
    const other = createAuditedMongoose('mongoose')
    await other.close()
    expect(() => other.audit.follow(0, () => undefined)).toThrow(
      expect.objectContaining({ code: 'AUDIT_CLOSED' }),
    )
  })

  it('refuses what is no number of buckets', () => {
    for (const sequencer of [{ buckets: 0 }, { buckets: 17 }, { bucket: 1 }, true]) {
      expect(() =>
        createAuditedMongoose('mongoose', { sequencer: sequencer as { buckets: number } }),
      ).toThrow(expect.objectContaining({ name: 'AuditError' }))
    }
  })
})

describe('live reading', () => {
  it('goes on where the last answer said, and skips and repeats nothing', async () => {
    let after = await sequenced(1)
    const got: string[] = []
    for (let round = 0; round < 4; round += 1) {
      await signIn(3)
      await sequenced(after + 3)
      const { body } = await request(app).get(`${API}?type=sessions.login&limit=2&after=${after}`)
      got.push(...body.events.map((event: { id: string }) => event.id))
      after = body.sequencedUpTo
    }
    await until(async () => {
      const { body } = await request(app).get(`${API}?type=sessions.login&limit=2&after=${after}`)
      got.push(...body.events.map((event: { id: string }) => event.id))
      after = body.sequencedUpTo
      return got.length >= 12
    })
    const all = await one.audit.find({ type: 'sessions.login' }, { order: 'oldest', limit: 500 })
    expect(got).toEqual(all.events.slice(-12).map(({ id }) => id))
  })

  it('gives each event its number, in whole and as a row, and no page after it', async () => {
    await sequenced(5)
    for (const view of ['full', 'row']) {
      const { body } = await request(app).get(`${API}?after=1&limit=3&view=${view}`)
      expect(body.events.map((event: { sequence: number }) => event.sequence)).toEqual([2, 3, 4])
      expect({ next: body.next, upTo: body.sequencedUpTo }).toEqual({ next: null, upTo: 4 })
    }
  })

  it('is one look at the log, however long it goes on', async () => {
    for (let poll = 0; poll < 5; poll += 1) await request(app).get(`${API}?op=login&after=0`)
    const looks = await one.audit.find({ type: 'audit.log.listed' })
    const ofThis = looks.events.filter(({ details }) => JSON.stringify(details).includes('login'))
    expect(ofThis.filter(({ details }) => JSON.stringify(details).includes('"op"'))).toHaveLength(1)
  })

  for (const [key, value] of [
    ['cursor', 'abc'],
    ['order', 'oldest'],
  ]) {
    it(`has no ${key} beside it`, async () => {
      const { status, body } = await request(app).get(`${API}?after=1&${key}=${value}`)
      expect({ status, field: body.field }).toEqual({ status: 400, field: key })
    })
  }
})

describe('a script', () => {
  it('ends at once when it has closed its connection, whether or not it closed the audit', async () => {
    for (const how of ['close', 'leave']) {
      const path = fileURLToPath(new URL('./one-write.js', import.meta.url))
      const child = spawn(process.execPath, [path, one.uri, how], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      let said = ''
      child.stdout.on('data', (data) => (said += String(data)))
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      const [, lastedMs] = /^ended after (\d+) ms$/m.exec(said) ?? []
      expect(Number(lastedMs)).toBeLessThan(3_000)
      expect(said).not.toContain('numbering events failed')
    }
  })
})

/** Writes of a process without the suite, while the application writes too; and what is stated. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import type { CompletenessCounts } from '@rastro/core'
import { until } from '../sequencer/until.ts'
import { startProcess } from './start-process.ts'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

const COUNT = 40
const PERIOD_MS = 2_000

let watched: Watched
beforeAll(async () => {
  watched = await openWatched({}, { periodMs: PERIOD_MS })
}, 60_000)
afterAll(() => watched.close(), 60_000)

async function statements() {
  const { events } = await watched.audit.find(
    { type: 'audit.completeness.stated' },
    { order: 'oldest', limit: 500 },
  )
  return events.map(({ at, actor, details = {} }) => {
    const { database, from, until: end, ...counts } = details
    return {
      at,
      actor,
      database,
      from: from as Date,
      end: end as Date,
      counts: counts as unknown as CompletenessCounts,
    }
  })
}

describe('a process without the suite', () => {
  it('has each of its writes told once, while the application’s own are not', async () => {
    const other = startProcess('bypassing-process', watched.uri, String(COUNT))
    const own = Array.from({ length: 30 }, (_, n) => watched.models.Note.create({ n }))
    await Promise.all([other.ended, ...own])
    const changes = COUNT * 2.5
    const report = await watched.settled(changes + own.length)
    expect(report).toMatchObject({ outOfBand: changes, audited: own.length, gaps: 0, exempt: 0 })
    const told = await watched.outOfBand()
    const wanted = Array.from({ length: COUNT }, (_, n) => [
      `past-${n} create ${n}`,
      `past-${n} update ${n + 1000}`,
      ...(n % 2 === 1 ? [`past-${n} delete undefined`] : []),
    ]).flat()
    expect(
      told
        .map(({ target, operation, changes: all }) => {
          const after = all?.find(({ path }) => path[0] === 'n')?.after
          return `${String(target?.id)} ${operation} ${after === undefined ? 'undefined' : Number(after)}`
        })
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(wanted.toSorted((a, b) => a.localeCompare(b)))
  }, 120_000)
})

describe('the end of a period', () => {
  it('is stated, period after period without a hole, with numbers that add up', async () => {
    const report = await watched.audit.completeness()
    const { settledUpTo } = report
    // The last one with changes is over when a later one has begun.
    const all = await until(async () => {
      const found = await statements()
      const last = found.at(-1)
      return last !== undefined && settledUpTo !== null && last.end > settledUpTo && found
    }, 60_000)
    for (const [index, { at, actor, database, from, end }] of all.entries()) {
      expect({
        at,
        actor: actor.type,
        database,
        length: +end - +from,
        phase: +from % PERIOD_MS,
      }).toEqual({
        at: from,
        actor: 'system',
        database: watched.past.databaseName,
        length: PERIOD_MS,
        phase: 0,
      })
      const before = all[index - 1]
      if (before !== undefined) expect(from).toEqual(before.end)
    }
    const sum = (name: keyof CompletenessCounts): number =>
      all.reduce((total, { counts }) => total + counts[name], 0)
    expect({
      seen: sum('seen'),
      audited: sum('audited'),
      outOfBand: sum('outOfBand'),
      exempt: sum('exempt'),
      gaps: sum('gaps'),
    }).toEqual({ seen: 130, audited: 30, outOfBand: 100, exempt: 0, gaps: 0 })
    for (const { counts } of all) {
      expect(counts.seen).toBe(counts.audited + counts.outOfBand + counts.exempt)
    }
  }, 90_000)

  it('leaves the numbers of the day as they were, in the API too', async () => {
    const app = express()
    app.use('/audit', watched.audit.router({ authorize: () => ({ can: ['read'] }) }))
    const { status, body } = await request(app).get('/audit/api/completeness')
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { seen: 130, audited: 30, outOfBand: 100, exempt: 0, gaps: 0, reconciled: 0 },
    })
    const later = new Date(Date.parse(body.settledUpTo as string) + 60_000).toISOString()
    const none = await request(app).get(`/audit/api/completeness?from=${later}&to=${later}`)
    expect(none.body).toMatchObject({ seen: 0, outOfBand: 0 })
  })

  it('is for the whole log alone, in the API', async () => {
    for (const grant of [{ tenant: 'other' }, { scope: { actor: { id: 'u' } } }]) {
      const app = express()
      app.use('/audit', watched.audit.router({ authorize: () => grant }))
      await request(app).get('/audit/api/completeness').expect(404)
    }
  })
})

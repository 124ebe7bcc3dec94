import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { LEASE_MS, openLog } from './log.ts'
import type { Followed, Log } from './log.ts'
import { until } from './until.ts'
import { startWriters } from './writers.ts'

let database: TestDatabase
let log: Log
let logs = 0
const children: Child[] = []
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  logs += 1
  log = await openLog(database.client, `${database.dbName}_${logs}`)
})
afterEach(async () => {
  await Promise.all(children.splice(0).map(async (child) => child.kill()))
  await log.stop()
})

function startSequencing(): Child {
  const child = startChild(
    'sequencing-process',
    testServerUri(),
    log.db.databaseName,
    String(LEASE_MS),
  )
  children.push(child)
  return child
}

/** What somebody sees who asks for ids above the last one seen: how screens are read. */
function tailById(): { seen: Set<string>; stop(): Promise<void> } {
  const seen = new Set<string>()
  const events = log.db.collection<{ _id: string }>('audit_events')
  let isStopped = false
  let last = ''
  const running = until(async () => {
    const found = await events
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .toArray()
    for (const { _id } of found) seen.add(_id)
    last = found.at(-1)?._id ?? last
    return isStopped
  }, 600_000)
  return {
    seen,
    async stop() {
      isStopped = true
      await running
    },
  }
}

async function expectAll(written: readonly string[], followed: Followed): Promise<void> {
  const all = await log.sequencedCount(written.length)
  expect(all.toSorted()).toEqual(written.toSorted())
  await until(() => followed.ids.length >= written.length)
  expect(followed.ids).toEqual(all)
  expect(followed.numbers).toEqual(all.map((_id, index) => index + 1))
}

describe('events that are committed late', () => {
  it('are all numbered and followed, where a look at newer ids passes many over', async () => {
    log.sequencer()
    await log.streaming()
    const followed = log.follow(0)
    const tail = tailById()
    const writers = startWriters(log, database.client, 6)
    await until(() => writers.written.length >= 600)
    await writers.stop()
    await tail.stop()
    await expectAll(writers.written, followed)
    // The control: the same writers are a problem for whoever does not use the sequence.
    expect(tail.seen.size).toBeLessThan(writers.written.length)
  })
})

describe('another process', () => {
  it('goes on where one was killed, again and again, and skips and repeats nothing', async () => {
    const followed = log.follow(0)
    let child = startSequencing()
    let standby = startSequencing()
    const writers = startWriters(log, database.client, 4)
    for (let kills = 0; kills < 8; kills += 1) {
      await until(() => [child, standby].some(({ said }) => said.includes('working')))
      const [worker, other] = child.said.includes('working') ? [child, standby] : [standby, child]
      const before = writers.written.length
      const more = Math.floor(Math.random() * 120)
      await until(() => writers.written.length > before + more)
      await worker.kill()
      child = other
      standby = startSequencing()
    }
    await writers.stop()
    await expectAll(writers.written, followed)
  }, 180_000)

  it('and this one at the same time share the work without sharing a number', async () => {
    const followed = log.follow(0)
    const sequencers = [1, 2, 3].map(() => log.sequencer())
    startSequencing()
    const writers = startWriters(log, database.client, 4)
    await until(() => writers.written.length > 200)
    expect(sequencers.filter((one) => one.working() === 1).length).toBeLessThanOrEqual(1)
    await writers.stop()
    await expectAll(writers.written, followed)
  })

  it('that slept through a takeover writes nothing when it wakes', async () => {
    const followed = log.follow(0)
    const child = startSequencing()
    const writers = startWriters(log, database.client, 4)
    for (let sleeps = 0; sleeps < 4; sleeps += 1) {
      await until(() => child.said.includes('working'))
      const before = writers.written.length
      await until(() => writers.written.length > before + Math.floor(Math.random() * 60))
      child.process.kill('SIGSTOP')
      const other = log.sequencer()
      await until(() => other.working() === 1)
      const ids = await log.sequenced()
      await until(async () => (await log.sequenced()).length > ids.length)
      child.process.kill('SIGCONT')
      const after = writers.written.length
      await until(() => writers.written.length > after + 30)
      expect((await log.sequenced()).slice(0, ids.length)).toEqual(ids)
      ;(child.said as string[]).length = 0
      await other.stop()
    }
    await writers.stop()
    await expectAll(writers.written, followed)
  }, 120_000)
})

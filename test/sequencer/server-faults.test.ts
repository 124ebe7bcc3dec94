import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startMongo } from '@rastro/mongod'
import type { RunningMongo } from '@rastro/mongod'
import { createSequencer } from '@rastro/mongodb'
import type { SequenceGap, Sequencer } from '@rastro/mongodb'
import { MongoClient } from 'mongodb'
import { makeEvent, makeEvents, openLog } from './log.ts'
import type { Log } from './log.ts'
import { until } from './until.ts'

/** A server of its own: what is done to it must not be done to anybody else. */
let mongo: RunningMongo
let client: MongoClient
/** Of the sequencer alone, so that only its commands fail. */
let sequencing: MongoClient
let log: Log
let sequencers: Sequencer[] = []
let logs = 0
const APP = 'sequencing'
beforeAll(async () => {
  mongo = await startMongo({ testCommands: true })
  client = await new MongoClient(mongo.uri).connect()
  sequencing = await new MongoClient(mongo.uri, { appName: APP }).connect()
}, 120_000)
afterAll(async () => {
  await Promise.all([client.close(), sequencing.close()])
  await mongo.stop()
})
beforeEach(async () => {
  logs += 1
  log = await openLog(client, `faults_${logs}`)
})
afterEach(async () => {
  await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' })
  await Promise.all(sequencers.map(async (one) => one.stop()))
  sequencers = []
  await log.stop()
})

const idsOf = (events: readonly { _id: string }[]): string[] => events.map(({ _id }) => _id)

function startSequencer(gaps: SequenceGap[] = []): void {
  const sequencer = createSequencer({
    database: () => sequencing.db(log.db.databaseName),
    leaseMs: 1_500,
    async recordGap(gap) {
      gaps.push(gap)
    },
  })
  sequencers.push(sequencer)
  sequencer.start()
}

async function failNext(command: string, data: Record<string, unknown>, times = 1): Promise<void> {
  await client.db('admin').command({
    configureFailPoint: 'failCommand',
    mode: { times },
    data: { failCommands: [command], appName: APP, ...data },
  })
}

async function stopSequencers(): Promise<void> {
  await Promise.all(sequencers.splice(0).map(async (one) => one.stop()))
}

describe('history lost on the server', () => {
  for (const command of ['getMore', 'aggregate'] as const) {
    it(`is noticed by ${command}, and every event gets its one number`, async () => {
      const gaps: SequenceGap[] = []
      startSequencer(gaps)
      await log.streaming()
      const followed = log.follow(0)
      const before = makeEvents(10)
      await log.store.append(before)
      await log.sequencedCount(10)
      // A stream that is open asks for more; one that is opened begins with the other command.
      if (command === 'aggregate') await stopSequencers()
      await failNext(command, { errorCode: 286 })
      if (command === 'aggregate') startSequencer(gaps)
      const events = makeEvents(50)
      for (const event of events) await log.store.append([event])
      await until(() => gaps.length > 0)
      const later = makeEvents(10)
      await log.store.append(later)
      const all = await log.sequencedCount(70)
      expect(all.toSorted()).toEqual(idsOf([...before, ...events, ...later]).toSorted())
      await until(() => followed.ids.length >= 70)
      expect(followed.ids).toEqual(all)
      expect(gaps.map(({ reason }) => reason)).toEqual(['history-lost'])
    })
  }
})

describe('a command of the sequencer that fails', () => {
  const faults = {
    'with a lost connection': { closeConnection: true },
    'because the server is no primary now': {
      errorCode: 10_107,
      errorLabels: ['RetryableWriteError'],
    },
    'in a conflict': { errorCode: 112, errorLabels: ['TransientTransactionError'] },
    'because it took too long': { errorCode: 50 },
  }
  const commands = ['update', 'insert', 'commitTransaction', 'findAndModify', 'find', 'getMore']
  for (const [how, data] of Object.entries(faults)) {
    it(`${how} costs no number and gives none twice, whichever command it is`, async () => {
      startSequencer()
      await log.streaming()
      const followed = log.follow(0)
      const events: string[] = []
      for (const command of commands) {
        await failNext(command, data, 2)
        const some = makeEvents(20)
        await log.store.append(some)
        events.push(...idsOf(some))
        await log.sequencedCount(events.length)
      }
      expect(await log.sequenced()).toEqual(events)
      await until(() => followed.ids.length >= events.length)
      expect(followed.ids).toEqual(events)
    }, 120_000)
  }
})

describe('a server that goes away', () => {
  it('delays numbers and followers, and costs neither anything', async () => {
    startSequencer()
    await log.streaming()
    const followed = log.follow(0)
    const events: string[] = []
    for (let outages = 0; outages < 2; outages += 1) {
      const some = makeEvents(30)
      await log.store.append(some)
      events.push(...idsOf(some))
      await mongo.members[0]?.kill()
      await mongo.members[0]?.restart()
      const one = makeEvent()
      await log.store.append([one])
      events.push(one._id)
    }
    expect(await log.sequencedCount(events.length)).toEqual(events)
    await until(() => followed.ids.length >= events.length)
    expect(followed.ids).toEqual(events)
  }, 180_000)
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ClientSession } from 'mongodb'
import { openChangeLog } from '../support/change-log.ts'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { ATTACKS, records as startingRecords } from './attacking-writes.ts'
import { captureForTest } from './captured-collection.ts'
import { checkAttack } from './exactness-attack.ts'

const WORKERS = 10
const ROUNDS = 40

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** Mulberry32: small, seeded, and good enough to mix calls. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 0x9e3779b9
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

describe('ten writers that meet on eight records', () => {
  it('have every change told once, with its own images, in twenty-five kinds of call', async () => {
    const name = 'attacked'
    const plain = await database.db.createCollection(name, {
      changeStreamPreAndPostImages: { enabled: true },
    })
    await plain.insertMany(startingRecords())
    const { records, sink } = captureForTest(plain)
    const log = await openChangeLog(database.db, [name])
    await log.begin()
    const forget = (session: ClientSession): void => {
      const kept = sink.takeCalls().filter(({ transaction }) => transaction?.session !== session)
      sink.calls.push(...kept)
    }
    const kinds = Object.values(ATTACKS)
    const worker = async (seed: number): Promise<void> => {
      const random = randomFrom(seed)
      for (let round = 0; round < ROUNDS; round += 1) {
        const attack = kinds[random(kinds.length)]
        const n = seed * 1_000 + round
        // A conflict, or a failure in the middle, is what the application would have had too.
        await attack?.({ records, client: database.client, id: random(8), n, forget }).catch(
          () => undefined,
        )
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, (_, index) => worker(index + 1)))
    const happened = await log.take()
    await log.close()
    const report = checkAttack(sink.takeCalls(), happened)
    expect(report.wrong).toEqual([])
    expect(report.untold).toBe(0)
    // Most of it is told with images, or the test above says little.
    expect(report.exact + report.derived).toBeGreaterThan(happened.length * 0.95)
    // Four hundred calls that wait for each other, perhaps on a busy machine.
  }, 240_000)
})

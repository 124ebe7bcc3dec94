/**
 * Many clients write the same few records while primaries step down. Afterwards, for every record:
 * the images of its events lead from one to the next without a gap, and are those of the change
 * stream.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { identicalValue, idText } from '@rastro/core'
import { MongoClient } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { openChangeLog } from '../support/change-log.ts'
import type { ChangeLog, TrueChange } from '../support/change-log.ts'
import { judge, openEventLog } from '../support/told-changes.ts'
import type { Verdict } from '../support/told-changes.ts'
import type { ToldEvent } from '../support/account-for.ts'
import { openApplication, RECORD_COUNT, removeSpool, runClient } from './clients.ts'
import type { Application } from './clients.ts'
import { IS_CHAOS } from './one-server.ts'

const APPLICATIONS = 2
const CLIENTS_EACH = 5
const WRITES = Number(process.env['AUDIT_CHAOS_WRITES'] ?? (IS_CHAOS ? 3_000 : 200))
const WRITES_BETWEEN_STEP_DOWNS = 300
/** Milliseconds in which a write whose reply was lost must have its event. */
const RECOVERY_MS = 90_000

let client: MongoClient
let changes: ChangeLog
let applications: Application[] = []
let uri: string

beforeAll(async () => {
  const name = nameTestDatabase()
  uri = name.uri
  client = await new MongoClient(uri).connect()
  const db = client.db()
  await db.createCollection('things', { changeStreamPreAndPostImages: { enabled: true } })
  await db.createCollection('marks')
  changes = await openChangeLog(db, ['things'])
  applications = await openAll()
  await applications[0]?.Thing.insertMany(
    Array.from({ length: RECORD_COUNT }, (_, slot) => ({ _id: slot, slot, hits: 0 })),
  )
}, 120_000)

afterAll(async () => {
  await changes.close()
  await Promise.all(applications.map((app) => app.close()))
  await Promise.all(applications.map(({ spool }) => removeSpool(spool)))
  await client.db().dropDatabase()
  await client.close()
}, 120_000)

describe('the history of records that everybody writes', () => {
  it('is gapless and serial for every record, and is what the database did', async () => {
    const failures: Record<string, number> = {}
    const stepDowns = await writeUntilDone(failures)
    const account = createAccount()
    let verdict = await account.settled()
    const beforeRestart = verdict.faults.length
    if (beforeRestart > 0) {
      // What was being found out when a process ended is found out by the next on the same disk.
      await Promise.all(applications.map((app) => app.close()))
      applications = await openAll(applications.map(({ spool }) => spool))
      verdict = await account.settled()
    }
    process.stdout.write(
      `${account.words(verdict)}, ${JSON.stringify({ stepDowns, failures, beforeRestart })}\n`,
    )
    expect(account.gaps()).toEqual([])
    expect(verdict.faults).toEqual([])
  }, 900_000)
})

async function openAll(spools: readonly string[] = []): Promise<Application[]> {
  const opened: Application[] = []
  for (let n = 0; n < APPLICATIONS; n += 1) opened.push(await openApplication(uri, spools[n]))
  return opened
}

async function writeUntilDone(failures: Record<string, number>): Promise<number> {
  let begun = 0
  let stepDowns = 0
  let steppingDown: Promise<void> | undefined
  const traffic = {
    goOn() {
      begun += 1
      if (IS_CHAOS && begun % WRITES_BETWEEN_STEP_DOWNS === 0 && steppingDown === undefined) {
        stepDowns += 1
        steppingDown = stepDown().finally(() => {
          steppingDown = undefined
        })
      }
      return begun <= WRITES
    },
    failed(error: unknown) {
      const { name, code } = error as { name?: string; code?: unknown }
      const key = `${name} ${String(code ?? '')}`.trim()
      failures[key] = (failures[key] ?? 0) + 1
    },
  }
  await Promise.all(
    applications.flatMap((app, one) =>
      Array.from({ length: CLIENTS_EACH }, (_, other) =>
        runClient(app, one * CLIENTS_EACH + other + 1, traffic),
      ),
    ),
  )
  await steppingDown
  return stepDowns
}

// On a set of one there is nobody to take over: refused, and nothing happens.
async function stepDown(): Promise<void> {
  try {
    await client.db('admin').command({ replSetStepDown: 2, secondaryCatchUpPeriodSecs: 1 })
  } catch {
    // The connection may go down with the primary, which is what was asked for.
  }
}

interface HistoryAccount {
  settled(): Promise<Verdict>
  /** Records of whose changes one does not begin where the one before it ended. */
  gaps(): string[]
  words(verdict: Verdict): string
}

function createAccount(): HistoryAccount {
  const happened: TrueChange[] = []
  let told: ToldEvent[] = []
  return {
    async settled() {
      const until = Date.now() + RECOVERY_MS
      for (;;) {
        await Promise.all(applications.map(({ audit }) => audit.flush()))
        happened.push(...(await changes.take()))
        // All of them again: what is stored late need not come last.
        told = await openEventLog(client.db(), ['things']).take()
        const verdict = judge(told, happened, { atCommit: true })
        if (verdict.faults.length === 0 || Date.now() > until) return verdict
      }
    },
    gaps() {
      const last = new Map<string, TrueChange>()
      return happened.flatMap((change) => {
        const key = idText(change.id)
        const previous = last.get(key)
        last.set(key, change)
        const isSerial = previous === undefined || identicalValue(previous.after, change.before)
        return isSerial ? [] : [`record ${key} at ${change.at.t}.${change.at.i}`]
      })
    },
    words(verdict) {
      const count = (fidelity: string) => told.filter((event) => event.fidelity === fidelity).length
      const kinds = ['exact', 'derived', 'intent'].map((kind) => `${count(kind)} ${kind}`)
      return `history: ${happened.length} changes, events: ${kinds.join(', ')}; account: ${verdict.fidelity}`
    },
  }
}

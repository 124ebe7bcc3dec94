/**
 * Each command of one audited write fails in turn. The application sees what it would see without
 * the suite, or success; and every change that was committed has exactly one event.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openChangeLog } from '../support/change-log.ts'
import type { ChangeLog } from '../support/change-log.ts'
import { settle } from '../support/session-kinds.ts'
import type { Outcome } from '../support/session-kinds.ts'
import { judge, openEventLog } from '../support/told-changes.ts'
import type { EventLog } from '../support/told-changes.ts'
import type { ToldEvent } from '../support/account-for.ts'
import type { TrueChange } from '../support/change-log.ts'
import type { Fault } from '../support/wire-proxy.ts'
import { openFaultyApplication, RECORDS, WRITES } from './faulty-application.ts'
import type { FaultyApplication } from './faulty-application.ts'
import { findPrimary, IS_CHAOS } from './one-server.ts'
import type { Primary } from './one-server.ts'

const FAULTS: Readonly<Record<string, Fault>> = {
  'a cut before it arrives': 'cut before',
  'a cut after the reply': 'cut after the reply',
  WriteConflict: { errorCode: 112 },
  NotWritablePrimary: { errorCode: 10107 },
  MaxTimeMSExpired: { errorCode: 50 },
}

/** `npm test` tries these; `npm run chaos` all. */
const ALWAYS = ['updateOne', 'updateMany', 'updateOne in a transaction']

/** Milliseconds in which what became of a write must have been found out. */
const RECOVERY_MS = 20_000

let primary: Primary
let bare: FaultyApplication
let audited: FaultyApplication
let changes: ChangeLog
let events: EventLog
const tally: Record<string, number> = {}

beforeAll(async () => {
  primary = await findPrimary()
  bare = await openFaultyApplication(primary, { audited: false })
  // As many applications do: a connection that is away knows no other place for the name.
  audited = await openFaultyApplication(primary, { audited: true, databaseIsOption: true })
  await audited.Thing.create({ _id: 0 })
  await audited.audit?.flush()
  changes = await openChangeLog(audited.raw, ['things'])
  events = openEventLog(audited.raw, ['things'])
})
afterAll(async () => {
  if (IS_CHAOS) process.stdout.write(`faults: ${JSON.stringify(tally)}\n`)
  await changes.close()
  await audited.close()
  await bare.close()
  await primary.client.close()
})

for (const [name, write] of Object.entries(WRITES)) {
  if (!IS_CHAOS && !ALWAYS.includes(name)) continue
  describe(`${name} where one of its commands meets`, () => {
    for (const [what, fault] of Object.entries(FAULTS)) {
      it(`${what}: the application sees its own error or success, and nothing is lost`, async () => {
        const without = await everyFault(bare, { write, fault })
        for (const one of await everyFault(audited, { write, fault })) {
          tally[one.fidelity] = (tally[one.fidelity] ?? 0) + 1
          expect({ ...one, isKnown: isKnown(one.seen, without) }).toEqual({
            ...one,
            isKnown: true,
            isPossible: true,
            faults: [],
          })
        }
      }, 600_000)
    }
  })
}

/**
 * Inside the caller's transaction a read of the suite's may be what fails: like any statement of
 * it that fails so, it has to be tried again as a whole, and says so by its label.
 */
function isKnown(seen: string, without: readonly Tried[]): boolean {
  const isTransient = /\[.*TransientTransactionError.*\]$/.test(seen)
  return seen === 'success' || isTransient || without.some((bareOne) => bareOne.seen === seen)
}

interface Tried {
  readonly command: string
  readonly seen: string
  /** The records are as before the call or as after it, and after it where it succeeded. */
  readonly isPossible: boolean
  readonly faults: readonly string[]
  readonly fidelity: string
}

interface Trial {
  write(app: FaultyApplication): Promise<unknown>
  readonly fault: Fault
}

/** The call once for each of its commands, that one failing. */
async function everyFault(app: FaultyApplication, trial: Trial): Promise<Tried[]> {
  await reset(app)
  const before = await stored(app)
  app.proxy.takeCommands()
  await trial.write(app)
  await app.audit?.flush()
  const commands = app.proxy.takeCommands()
  const after = await stored(app)
  const tried: Tried[] = []
  for (const [position, command] of commands.entries()) {
    await reset(app)
    app.proxy.arm(position, trial.fault)
    const outcome = await settle(() => trial.write(app))
    const came = await app.proxy.disarm()
    const account = app === audited ? await accountOf(app) : { faults: [], fidelity: 'none' }
    const now = await stored(app)
    const isPossible = now === after || ('error' in outcome && now === before)
    tried.push({
      command: came ? command : `${command} (did not come)`,
      seen: wordsOf(outcome),
      isPossible,
      ...account,
    })
  }
  return tried
}

/** What the events tell, once whatever is still being found out has been. */
async function accountOf(app: FaultyApplication): Promise<Pick<Tried, 'faults' | 'fidelity'>> {
  const until = Date.now() + RECOVERY_MS
  const happened: TrueChange[] = []
  const told: ToldEvent[] = []
  for (;;) {
    await app.audit?.flush()
    happened.push(...(await changes.take()))
    told.push(...(await events.take()))
    const verdict = judge(told, happened, { atCommit: true })
    if (verdict.faults.length === 0 || Date.now() > until) return verdict
  }
}

async function reset(app: FaultyApplication): Promise<void> {
  await app.audit?.flush()
  await app.endTransactions()
  const things = app.raw.collection('things')
  await things.deleteMany({})
  await things.insertMany(RECORDS.map((record) => ({ ...record })) as never)
  if (app === audited) await Promise.all([changes.begin(), events.take()])
}

async function stored({ raw }: FaultyApplication): Promise<string> {
  return JSON.stringify(await raw.collection('things').find().sort({ _id: 1 }).toArray())
}

// Ports, numbers of connections and of sessions are others every time.
function wordsOf(outcome: Outcome): string {
  if ('value' in outcome) return 'success'
  const { name, code, message, errorLabelSet } = outcome.error as Error & {
    code?: unknown
    errorLabelSet?: Set<string>
  }
  const labels = [...(errorLabelSet ?? [])].toSorted().join(' ')
  return `${name} ${String(code)}: ${message.replaceAll(/\d+/g, '<n>')} [${labels}]`
}

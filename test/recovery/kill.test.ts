import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Document, Timestamp } from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { createDeskModels } from './desk-models.ts'

/** `npm run chaos` asks for 200. */
const KILLS = Number(process.env['AUDIT_TEST_KILLS'] ?? 20)
const VICTIM = fileURLToPath(new URL('./victim.js', import.meta.url))
const PLACES: Readonly<Record<string, string>> = { tickets: 'tickets', vaults: 'vaults' }

/** Their names tell the records of one application from those of another. */
const runs = Array.from({ length: KILLS }, (_, n) => `run${n}-${randomBytes(3).toString('hex')}`)

let database: TestDatabase
let folder: string
let start: Timestamp

beforeAll(async () => {
  database = await openTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'audit-kill-'))
  for (const name of Object.keys(PLACES)) {
    await database.db.createCollection(name, { changeStreamPreAndPostImages: { enabled: true } })
  }
  const { operationTime } = await database.db.command({ ping: 1 })
  start = operationTime as Timestamp
})
afterAll(async () => {
  await endAbandoned()
  await rm(folder, { recursive: true, force: true })
  await database.close()
})

/** Starts the application, lets it write, and kills it. */
async function killOnce(run: string): Promise<void> {
  const victim = fork(VICTIM, [database.uri, folder, run], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const said: unknown[] = []
  await new Promise<void>((resolve, reject) => {
    victim.on('message', (line) => {
      said.push(line)
      if (line === 'ready') resolve()
    })
    victim.once('exit', (code) =>
      reject(new Error(`it ended by itself (${code}): ${said.join(', ')}`)),
    )
  })
  victim.removeAllListeners('exit')
  const gone = once(victim, 'exit')
  // Any instant of any write.
  await wait(50 + Math.random() * 450)
  victim.kill('SIGKILL')
  await gone
}

/** The application starts once more, and settles what the others left. */
async function settle(): Promise<void> {
  const left = await spoolsIn(folder)
  const { mongoose, audit } = createDeskModels(folder, () => undefined)
  await mongoose.connect(database.uri)
  for (;;) {
    const { openWrites, waiting } = audit.health()
    const now = await spoolsIn(folder)
    if (openWrites + waiting === 0 && !left.some((name) => now.includes(name))) break
    await wait(50)
  }
  await audit.flush()
  await audit.close()
  await mongoose.disconnect()
}

/** Of processes that are gone, wherever they were moved to. */
async function spoolsIn(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true }).catch(() => [])
  return names.map((name) => /(?:spool|adopted)-([^/]+)$/.exec(name)?.[1] ?? '').filter(Boolean)
}

/**
 * Ends the transactions that the killed applications left open. The server would do it within a
 * minute, and until then the database cannot be dropped.
 */
async function endAbandoned(): Promise<void> {
  const admin = database.client.db('admin')
  const idle = await admin
    .aggregate([
      { $currentOp: { idleSessions: true, allUsers: true, localOps: true } },
      { $match: { type: 'idleSession', appName: { $in: runs } } },
    ])
    .toArray()
  if (idle.length === 0) return
  await admin.command({ killAllSessionsByPattern: idle.map(({ lsid }) => ({ lsid })) })
}

/** One change, in a word: which record, and which number it had after (or, gone, before). */
type Step = string

async function committedSteps(): Promise<Step[]> {
  const steps: Step[] = []
  const audited = [{ $match: { 'ns.coll': { $in: Object.keys(PLACES) } } }]
  const stream = database.db.watch(audited, {
    startAtOperationTime: start,
    fullDocument: 'required',
    fullDocumentBeforeChange: 'whenAvailable',
  })
  await database.db.collection('tickets').insertOne({ _id: 'end' as never })
  for (;;) {
    const change = await stream.next()
    if (!('documentKey' in change) || !('ns' in change) || !('coll' in change.ns)) continue
    const place = PLACES[change.ns.coll]
    if (place === undefined) continue
    const id = String(change.documentKey._id)
    if (id === 'end') break
    const before = 'fullDocumentBeforeChange' in change ? change.fullDocumentBeforeChange : null
    const after = 'fullDocument' in change ? change.fullDocument : undefined
    steps.push(`${place} ${id} ${before?.['v'] ?? '-'}>${after?.['v'] ?? '-'}`)
  }
  await stream.close()
  return steps
}

async function recordedSteps(): Promise<{ steps: Step[]; other: Document[]; recovered: number }> {
  const steps: Step[] = []
  const other: Document[] = []
  let recovered = 0
  for await (const { e } of database.db.collection('audit_events').find()) {
    if (e.type === 'audit.integrity.recovered') recovered += Number(e.details.recorded)
    if (e.type === 'audit.integrity.gap') other.push(e)
    if (!Object.values(PLACES).includes(e.place) || e.target === undefined) {
      // A head has no target and is no change.
      if (e.fidelity === 'intent') other.push(e)
      continue
    }
    const change = e.changes?.find(({ path }: { path: string[] }) => path[0] === 'v')
    steps.push(`${e.place} ${String(e.target.id)} ${change?.before ?? '-'}>${change?.after ?? '-'}`)
  }
  return { steps, other, recovered }
}

describe('an application that is killed under load', () => {
  it(
    `and starts again on the same disk has one event for every committed change, and none for any other: ${KILLS} kills`,
    async () => {
      for (const run of runs) await killOnce(run)
      await settle()
      const committed = await committedSteps()
      const { steps, other, recovered } = await recordedSteps()
      process.stdout.write(
        `${KILLS} kills: ${committed.length} changes, ${steps.length} events, ${recovered} writes recovered, ` +
          `${missing(committed, steps).length} without event, ${missing(steps, committed).length} phantoms or duplicates\n`,
      )
      expect(other).toEqual([])
      expect(missing(committed, steps)).toEqual([])
      expect(missing(steps, committed)).toEqual([])
      // Or nothing was shown.
      expect(recovered).toBeGreaterThan(0)
    },
    60_000 + KILLS * 10_000,
  )
})

/** What is in the first list and not, or less often, in the second. */
function missing(of: readonly Step[], inside: readonly Step[]): Step[] {
  const counts = new Map<Step, number>()
  for (const step of inside) counts.set(step, (counts.get(step) ?? 0) + 1)
  return of.filter((step) => {
    const left = counts.get(step) ?? 0
    counts.set(step, left - 1)
    return left <= 0
  })
}

/** Who probably made a change that nobody told of: whoever announced it and was gone before its end. */
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { readdirSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createContextKeeper } from '@rastro/core'
import type { AuditedCollection, AuditedModel } from '@rastro/core'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import type { ClientSession, Collection } from 'mongodb'
import { createSpooledRecorder, newFolder, removeFolders } from '../durability/spooled-recorder.ts'
import { until } from '../sequencer/until.ts'
import type { MongooseModule } from '../support/audited-mongoose.ts'
import { GRACE_MS, openWatched, outOfBandOf } from './watched.ts'
import type { Watched } from './watched.ts'
import { modelsOf } from './watched-models.ts'

const MODEL: AuditedModel = {
  type: 'Ticket',
  place: 'tickets',
  ignore: [],
  nameOf: () => undefined,
}
const COLLECTION: AuditedCollection = {
  root: MODEL,
  places: () => ['tickets'],
  modelOf: () => MODEL,
}
const MINUTE_MS = 60_000

interface Doc {
  _id: string
  n?: number
}

let before: Watched
let tickets: Collection<Doc>
let next: { readonly audit: Audit; close(): Promise<void> } | undefined
beforeAll(async () => {
  before = await openWatched()
  tickets = before.past.collection<Doc>('tickets')
}, 60_000)
afterAll(async () => {
  await next?.close()
  await before.close()
  removeFolders()
}, 60_000)

/** A process with a spool, which is gone without having told what became of what it announced. */
function createGoneProcess(folder: string, user: string, agoMs = 0) {
  const keeper = createContextKeeper()
  const { recorder } = createSpooledRecorder({
    folder,
    self: user,
    keeper,
    clock: { now: () => new Date(Date.now() - agoMs) },
  })
  return {
    /** Announces the next write of the session. */
    announce: (session: ClientSession, ids?: readonly string[], namespace = tickets.namespace) =>
      keeper.run({ actor: () => ({ type: 'agent', id: user, name: 'Ana Example' }) }, () =>
        recorder.sink.announce({
          collection: COLLECTION,
          namespace,
          method: ids === undefined ? 'updateMany' : 'updateOne',
          lsid: session.id?.['id'],
          txnNumber: numberOf(session) + 1,
          durability: 'majority',
          ...(ids === undefined ? {} : { ids }),
        }),
      ),
    async end() {
      await recorder.safekeeping.close(0)
      // No sign of life for two minutes: what it had under way is taken over.
      const silentSince = new Date(Date.now() - 2 * MINUTE_MS)
      for (const name of readdirSync(folder).filter((one) => one.startsWith('spool-'))) {
        utimesSync(join(folder, name, 'owner'), silentSince, silentSince)
      }
    },
  }
}

/** Of the last numbered command. */
function numberOf(session: ClientSession): number {
  const { serverSession } = session as unknown as { serverSession: { txnNumber: unknown } }
  return Number(serverSession.txnNumber)
}

/** What became of a write of a session cannot be said after another one. */
async function useAgain(session: ClientSession): Promise<void> {
  await before.past
    .collection<Doc>('others')
    .updateOne({ _id: 'x' }, { $inc: { n: 1 } }, { session })
  await session.endSession()
}

async function begin(): Promise<ClientSession> {
  const session = before.pastClient.startSession()
  await before.past.command({ ping: 1 }, { session })
  return session
}

/** One write of a caller's session, announced beforehand. */
async function write(
  id: string,
  gone: ReturnType<typeof createGoneProcess>,
  announced: { readonly id?: string; readonly namespace?: string } = {},
): Promise<void> {
  const session = await begin()
  await gone.announce(session, [announced.id ?? id], announced.namespace)
  await tickets.insertOne({ _id: id }, { session })
  await useAgain(session)
}

async function writeInTransaction(
  id: string,
  gone: ReturnType<typeof createGoneProcess>,
): Promise<void> {
  const session = await begin()
  await gone.announce(session)
  session.startTransaction()
  await tickets.insertOne({ _id: id }, { session })
  await session.commitTransaction()
  await useAgain(session)
}

/** The application starts again on the same disk. */
async function startAgain(folder: string): Promise<Audit> {
  const base = createRequire(import.meta.url)('mongoose') as MongooseModule
  const mongoose = new base.Mongoose()
  const log = { info: () => undefined, warn: () => undefined }
  const audit = createAudit({ mongoose, log, spool: { path: folder } })
  modelsOf({ mongoose, audit })
  await mongoose.connect(before.uri)
  next = {
    audit,
    async close() {
      await audit.close()
      await mongoose.disconnect()
    },
  }
  return audit
}

it('names whoever announced that record or that transaction, and nobody else', async () => {
  await before.handle.stop()
  const folder = newFolder()
  const [ana, rui, old] = [
    createGoneProcess(folder, 'u-ana'),
    createGoneProcess(folder, 'u-rui'),
    createGoneProcess(folder, 'u-old', 10 * MINUTE_MS),
  ]
  await write('by id', ana)
  await writeInTransaction('by transaction', rui)
  await write('of another record', ana, { id: 'somebody else’s' })
  await write('of another collection', ana, { namespace: `${before.past.databaseName}.notes` })
  await write('long after', old)
  await tickets.insertOne({ _id: 'of nobody' })
  for (const process of [ana, rui, old]) await process.end()
  const audit = await startAgain(folder)
  audit.watch({ graceMs: GRACE_MS })
  const told = await until(async () => {
    const events = await outOfBandOf(audit)
    return events.length >= 6 && events
  }, 60_000)
  const probable = told.map(({ target, actor, details }) => [
    String(target?.id),
    actor,
    details?.['probableActor'],
  ])
  const unknown = { type: 'unknown' }
  expect(probable).toEqual([
    ['by id', unknown, { type: 'agent', id: 'u-ana' }],
    ['by transaction', unknown, { type: 'agent', id: 'u-rui' }],
    ['of another record', unknown, undefined],
    ['of another collection', unknown, undefined],
    ['long after', unknown, undefined],
    ['of nobody', unknown, undefined],
  ])
}, 120_000)

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { createTcpProxy } from '../store/tcp-proxy.ts'
import type { TcpProxy } from '../store/tcp-proxy.ts'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { newFolder, removeFolders, until } from './spooled-recorder.ts'

let database: TestDatabase
let proxy: TcpProxy
const open: MongoClient[] = []

beforeAll(async () => {
  database = await openTestDatabase()
  proxy = await createTcpProxy(testServerUri())
})
afterAll(async () => {
  await Promise.all(open.map((client) => client.close()))
  await proxy.close()
  await database.close()
  removeFolders()
})

async function auditThroughProxy(
  name: string,
  options: Partial<Parameters<typeof createAudit>[0]> = {},
): Promise<Audit> {
  const client = new MongoClient(proxy.uri, { serverSelectionTimeoutMS: 1_000 })
  open.push(client)
  await client.connect()
  return createAudit({
    client: database.client,
    db: database.db,
    store: { client, db: `${database.dbName}_${name}` },
    spool: { path: newFolder() },
    log: { info: () => undefined, warn: () => undefined },
    ...options,
  })
}

function storedNotes(name: string): Promise<string[]> {
  return database.client
    .db(`${database.dbName}_${name}`)
    .collection('audit_events')
    .find({ 'e.place': 'orders' })
    .map((event) => String(event['e'].changes.at(-1).after))
    .toArray()
}

describe('a store that is away for a while', () => {
  it('gets every event once when it is back, and no write failed or waited for long', async () => {
    const audit = await auditThroughProxy('away')
    const orders = audit.collection(database.db.collection('orders'))
    await orders.insertOne({ note: 'n0' })
    await proxy.cut()
    const notes = Array.from({ length: 60 }, (_, n) => `n${n + 1}`)
    for (let n = 0; n < 60; n += 20) {
      await Promise.all(notes.slice(n, n + 20).map((note) => orders.insertOne({ note })))
    }
    expect(audit.health()).toMatchObject({ status: 'degraded', lost: 0, pending: 0 })
    expect(audit.health().waiting).toBe(60)
    expect(audit.metrics()).toContain('audit_events_waiting 60\n')
    await proxy.mend()
    await audit.flush()
    expect((await storedNotes('away')).toSorted()).toEqual(['n0', ...notes].toSorted())
    expect(audit.health()).toMatchObject({ status: 'ok', lost: 0, waiting: 0, stored: 61 })
    await audit.close()
  })

  it('that answers nothing at all holds up no call for longer than some seconds', async () => {
    const audit = await auditThroughProxy('frozen')
    const orders = audit.collection(database.db.collection('orders'))
    await orders.insertOne({ note: 'before' })
    proxy.freeze()
    const began = performance.now()
    await orders.insertOne({ note: 'during' })
    expect(performance.now() - began).toBeLessThan(9_000)
    expect(audit.health()).toMatchObject({ lost: 0, waiting: 1 })
    proxy.drop()
    await proxy.mend()
    await audit.flush()
    expect((await storedNotes('frozen')).toSorted()).toEqual(['before', 'during'])
    await audit.close()
  })

  it('lets an application that ends meanwhile store the rest when it starts again', async () => {
    const folder = newFolder()
    const first = await auditThroughProxy('restart', { spool: { path: folder } })
    await first.collection(database.db.collection('orders')).insertOne({ note: 'before' })
    await proxy.cut()
    await first.collection(database.db.collection('orders')).insertOne({ note: 'late' })
    await first.close({ deadlineMs: 50 })
    await proxy.mend()
    const second = await auditThroughProxy('restart', { spool: { path: folder } })
    await until('it is stored', async () => (await storedNotes('restart')).length === 2)
    await second.close()
    expect(await storedNotes('restart')).toEqual(expect.arrayContaining(['before', 'late']))
    expect(readdirSync(folder).filter((name) => name.startsWith('spool-'))).toEqual([])
  })
})

interface Killed {
  readonly written: readonly string[]
  readonly folder: string
  readonly lines: string
}

/** Lets the application write, and kills it when it has written so many. */
async function killAfter(count: number, name: string, args: readonly string[]): Promise<Killed> {
  const folder = newFolder()
  const program = fileURLToPath(new URL('killed-writer.js', import.meta.url))
  const child = spawn(
    process.execPath,
    [program, testServerUri(), `${database.dbName}_${name}`, folder, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  )
  const written: string[] = []
  const ended = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    if (line !== 'ready') written.push(line)
    if (written.length === count) child.kill('SIGKILL')
  }
  await ended
  return { written, folder, lines: spoolText(folder) }
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory(),
  )
}

function spoolText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
}

async function eventIds(dbName: string): Promise<string[]> {
  const events = database.client.db(dbName).collection('audit_events')
  const found = await events.find({ 'e.place': 'orders' }).toArray()
  return found.map((event) => String(event['e'].target.id))
}

describe('an application that is killed', () => {
  for (const ack of ['store', 'spool', 'fsync'] as const) {
    it(`has an event for every committed write once it is started again, with ack ${ack}`, async () => {
      const name = `killed_${ack}`
      const dbName = `${database.dbName}_${name}`
      const { written, folder } = await killAfter(40, name, [ack])
      const audit = createAudit({
        client: database.client,
        db: dbName,
        spool: { path: folder },
        log: { info: () => undefined, warn: () => undefined },
      })
      const orders = audit.collection(database.client.db(dbName).collection('orders'))
      const dead = foldersIn(folder)
      const isDone = (): boolean =>
        foldersIn(folder).every((path) => !dead.includes(path) && !path.includes('adopted-'))
      await until('everything is repaired', isDone)
      await audit.flush()
      const committed = await orders.find({}, { projection: { _id: 1 } }).toArray()
      const ids = await eventIds(dbName)
      expect(ids.toSorted()).toEqual(committed.map(({ _id }) => String(_id)).toSorted())
      expect(ids).toEqual(expect.arrayContaining([...written]))
      await audit.close()
    })
  }

  it('leaves lines of its writes that hold no value of a record and no name', async () => {
    const { lines } = await killAfter(10, 'lines', ['store'])
    expect(lines).toContain('insertOne')
    expect(lines).not.toContain('planted')
  })
})

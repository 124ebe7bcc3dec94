import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { findMongod, startMongo } from '@rastro/mongod'
import type { FoundMongod, RunningMongo, StartMongoOptions } from '@rastro/mongod'
import { MongoClient } from 'mongodb'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createFolder, waitUntilGone, writeFakeMongod } from './programs.ts'

let folder: string
let mongod: FoundMongod
let running: RunningMongo | undefined

async function start(options: StartMongoOptions = {}): Promise<RunningMongo> {
  running = await startMongo({ mongod, ...options })
  return running
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await new MongoClient(uri).connect()
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

beforeAll(async () => {
  folder = await createFolder()
  // MONGODB_URI of the machine must not turn these tests into tests of nothing.
  const { MONGODB_URI: _, ...env } = process.env
  mongod = await findMongod({ env })
})

afterEach(async () => {
  await running?.stop()
  running = undefined
})

afterAll(() => rm(folder, { recursive: true }))

describe('a replica set of one', () => {
  it('takes a transaction, which a server alone would refuse', async () => {
    const { uri, ports, pids } = await start()
    expect(uri).toBe(`mongodb://127.0.0.1:${ports[0]}/?replicaSet=rs0`)
    expect(pids).toHaveLength(1)
    const count = await withClient(uri, async (client) => {
      await client.withSession((session) =>
        session.withTransaction(() =>
          client.db('test').collection('notes').insertOne({ text: 'a' }, { session }),
        ),
      )
      return client.db('test').collection('notes').countDocuments()
    })
    expect(count).toBe(1)
  })

  it('removes its temporary data and its process when stopped', async () => {
    const mongo = await start()
    const dataDir = mongo.members[0]?.dataDir ?? ''
    expect(existsSync(dataDir)).toBe(true)
    const pid = mongo.pids[0] ?? 0
    await mongo.stop()
    await waitUntilGone(pid)
    expect(existsSync(dataDir)).toBe(false)
  })

  it('finds the data of a kept folder again under another port', async () => {
    const dataDir = join(folder, 'kept')
    const first = await start({ dataDir })
    await withClient(first.uri, (client) =>
      client.db('test').collection('notes').insertOne({ text: 'kept' }),
    )
    await first.stop()
    const second = await start({ dataDir })
    expect(second.ports).not.toEqual(first.ports)
    const found = await withClient(second.uri, (client) =>
      client.db('test').collection('notes').findOne({ text: 'kept' }),
    )
    expect(found).toMatchObject({ text: 'kept' })
  })

  it('has fail points only when asked', async () => {
    const failPoint = { configureFailPoint: 'failCommand', mode: 'off' }
    const plain = await start()
    await withClient(plain.uri, async (client) => {
      await expect(client.db('admin').command(failPoint)).rejects.toThrow('no such command')
    })
    await plain.stop()
    const forTests = await start({ testCommands: true })
    const reply = await withClient(forTests.uri, (client) => client.db('admin').command(failPoint))
    expect(reply).toMatchObject({ ok: 1 })
  })
})

describe('a replica set of three', () => {
  it('elects another primary when one is killed, and takes it back', async () => {
    const mongo = await start({ members: 3, electionTimeoutMs: 1_000 })
    const primary = await mongo.findPrimary()
    await primary.kill()
    expect(mongo.pids).toHaveLength(2)
    const successor = await mongo.findPrimary()
    expect(successor.port).not.toBe(primary.port)
    await primary.restart()
    expect(mongo.pids).toHaveLength(3)
  })

  it('finds the data of a kept folder again under other ports', async () => {
    const dataDir = join(folder, 'kept-three')
    const first = await start({ members: 3, dataDir })
    await withClient(first.uri, (client) =>
      client
        .db('test')
        .collection('notes')
        .insertOne({ text: 'kept' }, { writeConcern: { w: 3 } }),
    )
    await first.stop()
    const second = await start({ members: 3, dataDir })
    expect(second.ports).not.toEqual(first.ports)
    const found = await withClient(second.uri, (client) =>
      client.db('test').collection('notes').findOne({ text: 'kept' }),
    )
    expect(found).toMatchObject({ text: 'kept' })
  })
})

describe('a member', () => {
  it('answers nothing while it is paused and everything afterwards', async () => {
    const mongo = await start()
    const [member] = mongo.members
    await withClient(mongo.uri, async (client) => {
      await member?.pause()
      let isAnswered = false
      const answer = client
        .db('test')
        .command({ ping: 1 })
        .then(() => {
          isAnswered = true
        })
      // The command is on its way and unanswered: another process comes and goes meanwhile.
      await findMongod({ env: { MONGOMS_SYSTEM_BINARY: await fakeServer() } })
      expect(isAnswered).toBe(false)
      await member?.resume()
      await answer
      expect(isAnswered).toBe(true)
    })
  })
})

describe('what cannot start', () => {
  it('says that a port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const attempt = start({ port })
    await expect(attempt).rejects.toMatchObject({ code: 'AUDIT_MONGOD_START_FAILED' })
    await expect(attempt).rejects.toThrow(/Address already in use/)
    await new Promise((resolve) => other.close(resolve))
  })

  it('says that another server uses the data folder', async () => {
    const dataDir = join(folder, 'shared')
    await start({ dataDir })
    await expect(startMongo({ mongod, dataDir })).rejects.toThrow(/DBPathInUse/)
  })

  it('says what a program said that is no server', async () => {
    const path = await fakeServer()
    await expect(
      start({ mongod: { kind: 'binary', path, version: '7.0.1', source: 'PATH' } }),
    ).rejects.toThrow('mongod did not start: it ended with code 0: db version v7.0.1')
  })

  it('starts nothing when the server is somebody else’s', async () => {
    const uri = 'mongodb://192.0.2.1:27017/?replicaSet=rs0'
    const mongo = await start({ mongod: { kind: 'uri', uri, source: 'MONGODB_URI' } })
    expect(mongo).toMatchObject({ uri, members: [], pids: [] })
    await expect(mongo.findPrimary()).rejects.toThrow('is not ours to ask')
  })

  for (const [options, message] of [
    [{ members: 2 }, 'members must be 1 or 3; got 2'],
    [{ port: 0 }, 'port must be a whole number from 1 to 65533; got 0'],
    [{ cacheSizeGb: 0.1 }, 'cacheSizeGb must be at least 0.25; got 0.1'],
    [{ datadir: 'x' }, 'unknown option "datadir": did you mean "dataDir"?'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await expect(startMongo(options as object)).rejects.toMatchObject({
        code: 'AUDIT_MONGOD_OPTION_INVALID',
        message,
      })
    })
  }
})

function fakeServer(): Promise<string> {
  return writeFakeMongod(join(folder, 'fake', 'mongod'), '7.0.1')
}

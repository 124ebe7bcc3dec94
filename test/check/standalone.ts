/** How does a test get a MongoDB server without a replica set, as many have on their laptops? */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findMongod } from '@rastro/mongod'
import { MongoClient } from 'mongodb'
import { freePort } from '../support/free-port.ts'

export interface Standalone {
  readonly uri: string
  readonly stop: () => Promise<void>
}

/** Starts one; whoever starts it stops it. */
export async function startStandalone(): Promise<Standalone> {
  const { MONGODB_URI: _, ...env } = process.env
  const mongod = await findMongod({ env })
  if (mongod.kind !== 'binary') throw new Error('a server program is needed')
  const dataDir = await mkdtemp(join(tmpdir(), 'audit-standalone-'))
  const port = String(await freePort())
  const where = ['--bind_ip', '127.0.0.1', '--port', port, '--dbpath', dataDir]
  const child = spawn(mongod.path, [...where, '--wiredTigerCacheSizeGB', '0.25'], {
    stdio: 'ignore',
  })
  const exit = once(child, 'exit')
  const uri = `mongodb://127.0.0.1:${port}/check`
  // The driver tries until it is there.
  const client = await new MongoClient(uri).connect()
  await client.close()
  return {
    uri,
    async stop() {
      child.kill()
      await exit
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** How does a test get a MongoDB server that is no replica set? */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findMongod } from '@rastro/mongod'

export interface StandaloneServer {
  readonly uri: string
  stop(): Promise<void>
}

export async function startStandalone(): Promise<StandaloneServer> {
  // Whatever server the tests use otherwise, this one must be a binary that we start ourselves.
  const { MONGODB_URI: _, ...env } = process.env
  const found = await findMongod({ env })
  if (found.kind !== 'binary') throw new Error('A mongod binary was expected')
  const dataDir = await mkdtemp(join(tmpdir(), 'audit-standalone-'))
  const port = await freePort()
  const settings = ['--bind_ip', '127.0.0.1', '--wiredTigerCacheSizeGB', '0.25', '--nounixsocket']
  const server = spawn(found.path, [...settings, '--port', String(port), '--dbpath', dataDir], {
    stdio: 'ignore',
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const killWithUs = (): boolean => server.kill('SIGKILL')
  process.once('exit', killWithUs)
  return {
    // The driver waits until the server accepts connections.
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    async stop() {
      server.kill('SIGKILL')
      await exited
      process.off('exit', killWithUs)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

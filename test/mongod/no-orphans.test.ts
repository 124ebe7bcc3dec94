import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { findMongod } from '@rastro/mongod'
import { existsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createFolder, runProgram, waitUntil, waitUntilGone } from './programs.ts'
import type { Program } from './programs.ts'

interface Started {
  readonly pid: number
  readonly dataDir: string
}

let folder: string
let mongod: string
let program: Program | undefined

beforeAll(async () => {
  folder = await createFolder()
  const { MONGODB_URI: _, ...env } = process.env
  mongod = JSON.stringify(await findMongod({ env }))
})

afterEach(() => {
  program?.child.kill('SIGKILL')
})

afterAll(() => rm(folder, { recursive: true }))

/** Runs a program that starts a replica set, says its process id and does something. */
async function startProgram(
  thenDoes: string,
  { options = {}, before = '' }: { options?: object; before?: string } = {},
): Promise<Started> {
  program = runProgram(`
    ${before}
    const mongo = await mongod.startMongo({ mongod: ${mongod}, ...${JSON.stringify(options)} })
    print({ pid: mongo.pids[0], dataDir: mongo.members[0].dataDir })
    ${thenDoes}
  `)
  return (await program.nextLine()) as Started
}

const STAYS = 'setInterval(() => {}, 1000)'

describe('no server outlives its program', () => {
  it('when the program is killed by SIGKILL', async () => {
    const { pid, dataDir } = await startProgram(STAYS)
    program?.child.kill('SIGKILL')
    await waitUntilGone(pid)
    await waitUntil(() => !existsSync(dataDir))
    expect(existsSync(dataDir)).toBe(false)
  })

  it('when Ctrl-C ends the whole process group', async () => {
    const { pid } = await startProgram(STAYS)
    process.kill(-(program?.child.pid ?? 0), 'SIGINT')
    await waitUntilGone(pid)
    expect(program?.child.signalCode ?? 'SIGINT').toBe('SIGINT')
  })

  it('when the program crashes', async () => {
    const { pid } = await startProgram("setImmediate(() => { throw new Error('a bug') })")
    await waitUntilGone(pid)
    await program?.ended()
    expect(program?.child.exitCode).toBe(1)
  })

  it('when the program forgets to stop it and has nothing else to do', async () => {
    const { pid } = await startProgram('')
    await waitUntilGone(pid)
    await program?.ended()
    expect(program?.child.exitCode).toBe(0)
  })

  it('when the process that watches over it is killed', async () => {
    const { pid, dataDir } = await startProgram(`
      import { readFileSync } from 'node:fs'
      const parentOf = (pid) => Number(/PPid:\\s+(\\d+)/.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))[1])
      process.kill(parentOf(mongo.pids[0]), 'SIGKILL')
      ${STAYS}
    `)
    await waitUntilGone(pid)
    await waitUntil(() => !existsSync(dataDir))
    expect(program?.child.exitCode).toBeNull()
  })

  it('but a kept data folder stays, and was closed in order', async () => {
    const { pid, dataDir } = await startProgram(STAYS, {
      options: { dataDir: join(folder, 'kept') },
    })
    program?.child.kill('SIGKILL')
    await waitUntilGone(pid)
    // The server empties its lock file at the end of an orderly shutdown.
    const { size } = await stat(join(dataDir, 'mongod.lock'))
    expect(size).toBe(0)
  })
})

it('lets a program’s own SIGINT handler stop it, although Ctrl-C reached every process', async () => {
  const { pid } = await startProgram(STAYS, {
    before: `
      process.on('SIGINT', async () => {
        await mongo.stop()
        print('stopped in order')
        process.exit(0)
      })`,
  })
  process.kill(-(program?.child.pid ?? 0), 'SIGINT')
  expect(await program?.nextLine()).toBe('stopped in order')
  await waitUntilGone(pid)
})

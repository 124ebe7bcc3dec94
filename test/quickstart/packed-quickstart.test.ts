/**
 * The quick start as a user has it: packed, installed in an empty folder, and run, in every
 * combination that is promised.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { MongoClient, ObjectId } from 'mongodb'
import { nameTestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT, cleanEnvironment, installIn, packPackages } from '../support/packed-packages.ts'
import type { PackedPackages } from '../support/packed-packages.ts'
import { toCommonJs } from './to-common-js.ts'

const INSTALLING_MS = 300_000
const LOOK_EVERY_MS = 50

const EXPRESS = ['4.22.3', '5.3.0']
const MONGOOSE = ['8.24.10', '9.12.1']
const PAIRS = EXPRESS.flatMap((express) => MONGOOSE.map((mongoose) => ({ express, mongoose })))

type Pair = (typeof PAIRS)[number]

const COMBINATIONS = PAIRS.flatMap((pair) =>
  ['module', 'commonjs'].map((type) => ({ ...pair, type })),
)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-quickstart-'))
  await mkdir(join(folder, 'packed'))
  const packed = await packPackages(join(folder, 'packed'))
  // Side by side: most of an installation is waiting.
  await Promise.all(PAIRS.map((pair) => installPair(pair, packed)))
}, INSTALLING_MS)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(COMBINATIONS)(
  'with Express $express and Mongoose $mongoose, as $type',
  ({ type, ...pair }) => {
    let app: RunningApp

    beforeAll(async () => {
      app = await startApp(join(folder, nameOf(pair), type))
    })

    afterAll(() => app.stop())

    it('records a change and an export, and who did them', async () => {
      const { url, ticketId } = app
      const agent = { Authorization: 'Bearer demo-agent', 'Content-Type': 'application/json' }
      const changed = await fetch(`${url}/tickets/${ticketId}`, {
        method: 'PATCH',
        headers: agent,
        body: JSON.stringify({ status: 'solved' }),
      })
      expect(await changed.json()).toMatchObject({ title: 'No dial tone', status: 'solved' })
      const exported = await fetch(`${url}/tickets/export`, { method: 'POST', headers: agent })
      expect(exported.status).toBe(202)

      const answer = await fetch(`${url}/admin/audit/api/events?place=tickets`, {
        headers: { Authorization: 'Bearer demo-admin' },
      })
      const { events } = (await answer.json()) as { events: unknown[] }
      expect(events).toMatchObject([
        {
          type: 'tickets.exported',
          actor: { name: 'Bruno Example' },
          details: { count: 1250, filters: ['#vip'], format: 'csv' },
          origin: { ip: '127.0.0.1' },
        },
        {
          type: 'tickets.updated',
          actor: { name: 'Bruno Example' },
          target: { type: 'Ticket', id: ticketId, name: 'No dial tone' },
          changes: [{ path: ['status'], op: 'replace', before: 'open', after: 'solved' }],
          fidelity: 'exact',
        },
      ])
    })

    it.each([
      { who: 'an administrator', headers: { Authorization: 'Bearer demo-admin' }, status: 200 },
      { who: 'an agent', headers: { Authorization: 'Bearer demo-agent' }, status: 403 },
      { who: 'nobody in particular', headers: {}, status: 403 },
    ])('answers $who who asks for the log with $status', async ({ headers, status }) => {
      const answer = await fetch(`${app.url}/admin/audit/api/events`, { headers })
      expect(answer.status).toBe(status)
    })
  },
)

async function installPair(pair: Pair, packed: PackedPackages): Promise<void> {
  const target = join(folder, nameOf(pair))
  await installIn(target, { ...packed, ...pair })
  const example = join(ROOT, 'examples', 'quickstart')
  const app = await readFile(join(example, 'app.js'), 'utf8')
  const login = await readFile(join(example, 'login.js'), 'utf8')
  await writeModules(join(target, 'module'), { type: 'module', app, login })
  await writeModules(join(target, 'commonjs'), {
    type: 'commonjs',
    app: toCommonJs(app),
    login: toCommonJs(login),
  })
}

function nameOf({ express, mongoose }: Pair): string {
  return `express-${express}-mongoose-${mongoose}`
}

async function writeModules(
  target: string,
  { type, app, login }: { readonly type: string; readonly app: string; readonly login: string },
): Promise<void> {
  await mkdir(target)
  await writeFile(join(target, 'package.json'), JSON.stringify({ type }))
  await writeFile(join(target, 'app.js'), app)
  await writeFile(join(target, 'login.js'), login)
}

interface RunningApp {
  readonly url: string
  /** A ticket that was there before. */
  readonly ticketId: string
  readonly stop: () => Promise<void>
}

async function startApp(cwd: string): Promise<RunningApp> {
  const { uri } = nameTestDatabase()
  const client = await new MongoClient(uri).connect()
  const ticketId = new ObjectId()
  const ticket = { _id: ticketId, title: 'No dial tone', status: 'open' }
  await client.db().collection('tickets').insertOne(ticket)
  const port = await freePort()
  const env = cleanEnvironment({ MONGODB_URI: uri, PORT: String(port) })
  const child = spawn(process.execPath, ['app.js'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    child.kill()
    await exit
    await client.db().dropDatabase()
    await client.close()
  }
  await answers(url, child).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url, ticketId: ticketId.toHexString(), stop }
}

/** Resolves when the application answers; the test's time-out is the bound. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  while (child.exitCode === null) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await delay(LOOK_EVERY_MS)
  }
  throw new Error(`the application ended with ${child.exitCode}:\n${output}`)
}

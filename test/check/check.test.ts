/** `rastro check`: what it says of applications with and without faults, and how it ends. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AUDIT_INDEXES } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { ROOT, cleanEnvironment } from '../support/packed-packages.ts'
import { startStandalone } from './standalone.ts'

const COMMAND = join(ROOT, 'packages', 'rastro', 'dist', 'cli', 'main.js')
const APPS = join(ROOT, 'test', 'check', 'apps')

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})

afterAll(() => database.close())

interface Outcome {
  readonly exitCode: number
  readonly report: string
  readonly complaint: string
}

function check(app: string, uri: string = database.uri): Promise<Outcome> {
  return run(['check', app], uri)
}

function run(args: readonly string[], uri: string = database.uri): Promise<Outcome> {
  const env = cleanEnvironment({ MONGODB_URI: uri })
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), report: stdout, complaint: stderr })
    })
  })
}

describe('rastro check', () => {
  it('finds nothing wrong with an application that does everything', async () => {
    const { exitCode, report } = await check(join(APPS, 'well.js'))
    expect(report).toContain('1 model is audited\n         Order as sales, standard\n')
    expect(report).toContain('a replica set')
    expect(report).toContain('audit.context() is in place')
    expect(report).toContain("'trust proxy' names whom to believe")
    expect(report).toContain('\nno problems\n')
    expect(exitCode).toBe(0)
  })

  it('waits for an application that connects and listens after it was loaded', async () => {
    const { exitCode, report } = await check(join(APPS, 'well.cjs'))
    expect(report).toContain('Order as orders, standard')
    expect(report).toContain('a replica set')
    expect(report).toContain('audit.context() is in place')
    expect(exitCode).toBe(0)
  })

  it('passes the quick start, with a note about its proxy setting', async () => {
    const { exitCode, report } = await check(join(ROOT, 'examples', 'quickstart', 'app.js'))
    expect(report).toContain("note     'trust proxy' is off\n")
    expect(exitCode).toBe(0)
  })

  it('keeps what the application prints out of the report', async () => {
    const { report, complaint } = await check(join(APPS, 'well.js'))
    expect(report).not.toContain('not part of the report')
    expect(complaint).toContain('not part of the report')
  })

  it('names every fault of a forgetful application and ends with 1', async () => {
    const { exitCode, report } = await check(join(APPS, 'forgetful.js'))
    expect(report).toContain('problem  1 model is not audited: Payment\n')
    expect(report).toContain('names what no catalog and no model has: invoices\n')
    expect(report).toContain('problem  audit.context() is not among the middleware\n')
    expect(report).toContain("problem  'trust proxy' is true")
    expect(report).toContain('\n4 problems\n')
    expect(exitCode).toBe(1)
  })

  it('says that no database was looked at where none was connected', async () => {
    const { report } = await check(join(APPS, 'forgetful.js'))
    expect(report).toContain('note     no database was connected')
  })

  it('repeats that the plugin came too late, and for which model', async () => {
    const { exitCode, report } = await check(join(APPS, 'late.js'))
    expect(report).toContain("problem  audit.plugin came after model 'Order' was compiled")
    expect(exitCode).toBe(1)
  })

  it('says so when an application makes no audit', async () => {
    const { exitCode, report } = await check(join(APPS, 'unaudited.js'))
    expect(report).toContain('problem  the application makes no audit\n')
    expect(exitCode).toBe(1)
  })

  it('survives an application that ends its process', async () => {
    const { exitCode, report } = await check(join(APPS, 'quitting.js'))
    expect(report).toContain('ended its process with 3 while it was loaded')
    expect(exitCode).toBe(1)
  })

  it('repeats why an application failed, without the password in it', async () => {
    const { exitCode, report } = await check(join(APPS, 'failing.js'))
    expect(report).toContain('Error: cannot use mongodb://…@db.example.com/shop')
    expect(report).not.toContain('the-password')
    expect(exitCode).toBe(1)
  })

  it('names the indexes that a store with events lacks', async () => {
    await database.db.createCollection('audit_events')
    const { exitCode, report } = await check(join(APPS, 'well.js'))
    const names = AUDIT_INDEXES.map(({ name }) => name).join(', ')
    expect(report).toContain(`${AUDIT_INDEXES.length} indexes are missing: ${names}\n`)
    expect(exitCode).toBe(1)
  })

  it('finds a server that is no replica set', async () => {
    const { uri, stop } = await startStandalone()
    try {
      const { exitCode, report } = await check(join(APPS, 'well.js'), uri)
      expect(report).toMatch(/^problem {2}MongoDB [\d.]+ is a standalone server$/m)
      expect(exitCode).toBe(1)
    } finally {
      await stop()
    }
  })

  it('asks for a file that exists', async () => {
    const { exitCode, complaint } = await check('./nowhere.js')
    expect(complaint).toContain("there is no file './nowhere.js'")
    expect(exitCode).toBe(2)
  })
})

describe('the command line', () => {
  it.each([
    { args: ['chekc'], says: "there is no command 'chekc': did you mean 'check'?" },
    { args: ['demo', '--jsno'], says: "'demo' has no option '--jsno': did you mean '--json'?" },
    {
      args: ['demo', '--port', 'x'],
      says: "--port must be a whole number from 1 to 65535; got 'x'",
    },
    { args: ['demo', '--port', '--json'], says: '--port needs a value' },
    { args: ['demo', '--fresh=no'], says: '--fresh takes no value' },
    { args: ['demo', 'all'], says: "'demo' has no use for 'all'" },
    { args: ['check'], says: "'check' needs the file that starts your application" },
  ])('answers $args with what would be right', async ({ args, says }) => {
    const outcome = await run(args)
    expect(outcome.complaint).toContain(says)
    expect(outcome.exitCode).toBe(2)
  })

  it.each([
    { args: [], says: 'rastro demo' },
    { args: ['--help'], says: 'rastro demo' },
    { args: ['help', 'demo'], says: '--data-dir DIR' },
    { args: ['demo', '--help'], says: '--data-dir DIR' },
    { args: ['check', '-h'], says: 'AUDIT_CHECK=1' },
    { args: ['--version'], says: '0.1.0' },
  ])('explains itself to $args', async ({ args, says }) => {
    const outcome = await run(args)
    expect(outcome.report).toContain(says)
    expect(outcome.exitCode).toBe(0)
  })
})

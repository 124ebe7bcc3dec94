/** The folder that all processes share: nobody else may take events away or put any in. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { until } from '../sequencer/until.ts'
import { newFolder, removeFolders } from './spooled-recorder.ts'

let database: TestDatabase
const audits: Audit[] = []
const said: string[] = []

beforeAll(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  jest.restoreAllMocks()
  await Promise.all(audits.splice(0).map((one) => one.close()))
  said.length = 0
})
afterAll(async () => {
  await database.close()
  removeFolders()
})

async function start(path: string): Promise<Audit> {
  const say = (line: string): void => void said.push(line)
  const audit = createAudit({
    client: database.client,
    db: database.db,
    spool: { path },
    log: { info: say, warn: say },
  })
  audits.push(audit)
  await audit.record('sessions.login', { ack: 'spool' })
  return audit
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777
}

/** Makes it look as if somebody else had made it, whoever runs the tests. */
function giveAway(path: string): void {
  const self = process.geteuid?.() ?? 0
  if (self === 0) chownSync(path, 65_534, 65_534)
  else jest.spyOn(process as { geteuid(): number }, 'geteuid').mockReturnValue(self + 1)
}

/** A folder as a process that is gone leaves it. */
function leaveBehind(root: string, name: string): string {
  const folder = join(root, name)
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'owner'), JSON.stringify({ process: 'nobody' }))
  return folder
}

describe('the folder of the spool', () => {
  it('is closed, once, where it is our own and others can write to it', async () => {
    const path = join(newFolder(), 'open')
    mkdirSync(path)
    chmodSync(path, 0o777)
    const audit = await start(path)
    expect(modeOf(path)).toBe(0o700)
    expect(audit.health().spool).toMatchObject({ writable: true })
    expect(said.filter((line) => line.includes('others could write'))).toHaveLength(1)
  })

  it('is not used where it belongs to another user, and the log says so', async () => {
    const path = join(newFolder(), 'foreign')
    mkdirSync(path, { mode: 0o700 })
    giveAway(path)
    const audit = await start(path)
    expect(audit.health()).toMatchObject({ status: 'degraded', spool: { writable: false } })
    expect(said.join('\n')).toContain('its folder belongs to another user')
    expect(existsSync(join(path, '.gitignore'))).toBe(false)
  })

  it('is not used through a link of another user', async () => {
    const folder = newFolder()
    const path = join(folder, 'link')
    mkdirSync(join(folder, 'target'), { mode: 0o700 })
    symlinkSync(join(folder, 'target'), path)
    const self = process.geteuid?.() ?? 0
    const { lchownSync } = await import('node:fs')
    if (self === 0) lchownSync(path, 65_534, 65_534)
    else giveAway(path)
    const audit = await start(path)
    expect(audit.health().spool).toMatchObject({ writable: false })
  })

  it('may be named by a link of our own', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'volume'), { mode: 0o700 })
    symlinkSync(join(folder, 'volume'), join(folder, 'link'))
    const audit = await start(join(folder, 'link'))
    expect(audit.health().spool).toMatchObject({ writable: true })
  })

  it('has no file written through a link that stood in it', async () => {
    const folder = newFolder()
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'untouched')
    const path = join(folder, 'spool')
    mkdirSync(path, { mode: 0o700 })
    symlinkSync(victim, join(path, '.gitignore'))
    await start(path)
    expect(readFileSync(victim, 'utf8')).toBe('untouched')
  })
})

describe('a folder in it that looks like a dead process’s', () => {
  it('is taken over where it is ours, and left alone where others could write to it or it is a link', async () => {
    const path = join(newFolder(), 'planted')
    mkdirSync(path, { mode: 0o700 })
    const own = leaveBehind(path, 'spool-own')
    const planted = leaveBehind(path, 'spool-planted')
    chmodSync(planted, 0o777)
    const elsewhere = leaveBehind(newFolder(), 'elsewhere')
    symlinkSync(elsewhere, join(path, 'spool-link'))
    await start(path)
    await until(() => !existsSync(own))
    expect(existsSync(planted)).toBe(true)
    expect(lstatSync(join(path, 'spool-link')).isSymbolicLink()).toBe(true)
    expect(existsSync(elsewhere)).toBe(true)
    expect(said.filter((line) => line.includes('is not this user’s alone'))).toHaveLength(2)
  })
})

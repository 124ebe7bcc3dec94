/** How does a test run a program of its own and watch processes come and go? */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const ENTRY = createRequire(import.meta.url).resolve('@rastro/mongod')
const POLL_EVERY_MS = 20

/** The folder of the installed package. */
export const PACKAGE_DIR = dirname(dirname(ENTRY))

/** Returns a new folder for one test. */
export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'audit-test-'))
}

/** Writes an executable that says it is MongoDB of that version; it is no server. */
export async function writeFakeMongod(path: string, version: string): Promise<string> {
  return writeProgram(path, `echo "db version v${version}"`)
}

/** Writes an executable shell script and returns its path. */
export async function writeProgram(path: string, script: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

/** A program that runs beside the test. */
export interface Program {
  readonly child: ChildProcess
  /** Resolves with the next line it prints, parsed as JSON. */
  nextLine(): Promise<unknown>
  /** Resolves when it has ended. */
  ended(): Promise<void>
}

/**
 * Runs a module that may use `mongod`, the package under test, and `print`, which writes one line of JSON.
 *
 * @param source - The module's text.
 */
export function runProgram(source: string, options: { cwd?: string } = {}): Program {
  const { NODE_OPTIONS: _, ...env } = process.env
  const prelude = [
    `import * as mongod from ${JSON.stringify(pathToFileURL(ENTRY).href)}`,
    'const print = (value) => console.log(JSON.stringify(value))',
  ]
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', [...prelude, source].join('\n')],
    { cwd: options.cwd ?? PACKAGE_DIR, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = once(child, 'exit')
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  return {
    child,
    nextLine: async () => {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the program ended without a word: ${complaints}`)
      return JSON.parse(value)
    },
    ended: async () => {
      await exit
    },
  }
}

/** Resolves when no process has that id any more; the test's time-out is the bound. */
export async function waitUntilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(POLL_EVERY_MS)
}

/** Resolves when `condition` holds; the test's time-out is the bound. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(POLL_EVERY_MS)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

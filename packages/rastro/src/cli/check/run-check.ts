/**
 * `rastro check ./app.js`: loads an application in a process of its own and says what is wrong.
 */
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../usage-error.ts'
import type { AppFacts } from './app-facts.ts'
import { judge } from './judge.ts'
import { reportText } from './report.ts'

/** Loading is given up after less than half of this; an application that blocks never gets there. */
const TIMEOUT_MS = 60_000

/**
 * Checks an application and prints what was found.
 *
 * @param path - Of the file that starts it.
 * @returns The exit code: 1 if there is a problem.
 * @throws {@link UsageError} if there is no such file, Error if nothing could be learnt.
 */
export async function runCheck(path: string): Promise<number> {
  const app = resolve(path)
  if (!existsSync(app)) throw new UsageError(`there is no file '${path}'`)
  const findings = judge(await inspect(app))
  process.stdout.write(reportText(findings))
  return findings.some(({ level }) => level === 'problem') ? 1 : 0
}

function inspect(app: string): Promise<AppFacts> {
  // The same ending as this file: `.js` when it is built.
  const inspector = fileURLToPath(new URL('./inspect-app.js', import.meta.url))
  const child = fork(inspector, [app], {
    env: { ...process.env, AUDIT_CHECK: '1' },
    // What the application prints is not part of the report.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let facts: AppFacts | undefined
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
    child.on('message', (message) => {
      facts = message as AppFacts
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (facts !== undefined) resolve(facts)
      else
        reject(
          new Error(
            `the application could not be looked at: its process ended with ${signal ?? code}`,
          ),
        )
    })
  })
}

/** A process of its own that a test can pause and kill, and that says what it does line by line. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly process: ChildProcess
  /** Every line so far. */
  readonly said: readonly string[]
  tell(line: string): void
  kill(): Promise<void>
}

/** Starts a compiled file of this folder. */
export function startChild(name: string, ...given: readonly string[]): Child {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [path, ...given], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  const ended = once(child, 'exit')
  return {
    process: child,
    said,
    tell: (line) => void child.stdin.write(`${line}\n`),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A process of its own that a test can kill. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface StartedProcess {
  /** Resolves when it has ended by itself, and well. */
  readonly ended: Promise<void>
  kill(): Promise<void>
}

/** Starts a compiled file of this folder. */
export function startProcess(name: string, ...given: readonly string[]): StartedProcess {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [path, ...given], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const exit = once(child, 'exit')
  const ended = exit.then(([code]) => {
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}`)
  })
  // One that is killed is waited for by nobody.
  ended.catch(() => undefined)
  return {
    ended,
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}

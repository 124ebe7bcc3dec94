/** A process of its own that a test can kill. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface StartedProcess {
  kill(): Promise<void>
}

/** Starts a compiled file of this folder. */
export function startProcess(name: string, ...given: readonly string[]): StartedProcess {
  const path = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const child = spawn(process.execPath, [path, ...given], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ended = once(child, 'exit')
  return {
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

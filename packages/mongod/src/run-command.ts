/**
 * How do we run another program to its end without ever hanging on it?
 *
 * Bounded in time, output captured; long-lived servers are not run here but by the keeper.
 */
import { spawn } from 'node:child_process'

/** How {@link runCommand} runs a program. */
export interface RunCommandOptions {
  /** Milliseconds after which the program is killed and the call fails; at least 1. */
  readonly timeoutMs: number
  readonly env?: NodeJS.ProcessEnv
}

/** What a program that ended by itself left. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program and returns what it printed, whatever its exit code.
 *
 * @param command - The program and its arguments; no shell is involved.
 * @throws Error if it cannot be started, is ended by a signal or outlives `timeoutMs`.
 */
export function runCommand(
  command: readonly [program: string, ...args: string[]],
  options: RunCommandOptions,
): Promise<CommandResult> {
  const [program, ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // Not the option "timeout": its timer outlives a program that could not be started.
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs)
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === null) {
        const seconds = Math.round(options.timeoutMs / 1000)
        reject(new Error(`${program} was ended by ${signal ?? 'a signal'} within ${seconds} s`))
        return
      }
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      })
    })
  })
}

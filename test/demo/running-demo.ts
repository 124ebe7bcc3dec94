/** How does a test run the demo and watch it come and go? */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_EVERY_MS = 50

export interface RunningDemo {
  /** Everything it has printed on its standard output, or on the other one. */
  output(): string
  complaint(): string
  /** Resolves with the first whole line of its output. */
  nextLine(): Promise<string>
  /** Resolves with its output once that holds a text. */
  outputWith(text: string): Promise<string>
  complaintWith(text: string): Promise<string>
  interrupt(): void
  exitCode(): Promise<number | null>
  /** Ends it and waits for its end. */
  stop(): Promise<void>
}

/**
 * Starts `rastro demo` as it is installed in a folder.
 *
 * @param args - What comes after `demo`.
 */
export function startDemo(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): RunningDemo {
  const command = join(cwd, 'node_modules', '.bin', 'rastro')
  const child = spawn(command, ['demo', ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = new Promise<number | null>((resolve) => {
    child.on('exit', resolve)
  })
  let output = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const until = async (read: () => string, text: string): Promise<string> => {
    while (!read().includes(text)) {
      if (child.exitCode !== null) throw new Error(`the demo ended: ${complaint}`)
      await delay(LOOK_EVERY_MS)
    }
    return read()
  }
  return {
    output: () => output,
    complaint: () => complaint,
    nextLine: async () => (await until(() => output, '\n')).split('\n', 1)[0] ?? '',
    outputWith: (text) => until(() => output, text),
    complaintWith: (text) => until(() => complaint, text),
    interrupt: () => child.kill('SIGINT'),
    exitCode: () => exit,
    async stop() {
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** Resolves when no process has that id any more; the test's time-out is the bound. */
export async function waitUntilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await delay(LOOK_EVERY_MS)
  }
}

/** Resolves when nobody listens there any more; the test's time-out is the bound. */
export async function waitUntilClosed({ hostname, port }: URL): Promise<void> {
  while (await isOpen(hostname, Number(port))) await delay(LOOK_EVERY_MS)
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** What a browser gets that goes to an address, and goes no further. */
export interface Visit {
  readonly status: number
  readonly location: string
  readonly cookie: string
}

export async function visit(url: string): Promise<Visit> {
  const { status, headers } = await fetch(url, { redirect: 'manual' })
  const [location, cookie] = [headers.get('location') ?? '', headers.get('set-cookie') ?? '']
  return { status, location, cookie }
}

/**
 * How is one member of a replica set started, ended and started again?
 *
 * It knows ports and processes; what the members say to each other is `replica-set.ts`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MongodError } from '../errors.ts'
import type { Keeper, KeptServer } from './keeper.ts'
import { readFailureReason, saysReady } from './server-log.ts'
import { waitUntilStill } from './standstill.ts'

const POLL_EVERY_MS = 20
/** An orderly shutdown takes about a second; one that takes this long will not end. */
const STOP_TIMEOUT_MS = 15_000

/** One `mongod` process. */
export interface ServerProcess {
  readonly port: number
  readonly dataDir: string
  readonly logPath: string
  /** The process id, or `undefined` while it does not run. */
  readonly pid: number | undefined
  /** Starts it and waits until it accepts connections. */
  start(deadline: number): Promise<void>
  /** Ends it in order, or by force after 15 seconds. */
  stop(): Promise<void>
  /** Ends it by SIGKILL, as a power cut would. */
  kill(): Promise<void>
  /** Freezes it: connections stay open and nothing answers. */
  pause(): Promise<void>
  /** Lets it go on after {@link ServerProcess.pause}. */
  resume(): Promise<void>
}

/** What {@link createServerProcess} needs. */
export interface ServerProcessOptions {
  readonly keeper: Keeper
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  readonly dataDir: string
}

/** Creates a member that does not run yet. */
export function createServerProcess(options: ServerProcessOptions): ServerProcess {
  const { keeper, port, dataDir } = options
  const logPath = join(dataDir, 'mongod.log')
  let server: KeptServer | undefined

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server
    if (ending === undefined) return
    await ending.signal(signal)
    // A paused server takes SIGTERM only when it continues.
    await ending.signal('SIGCONT')
    const timer = setTimeout(() => void ending.signal('SIGKILL'), STOP_TIMEOUT_MS)
    await keeper.hold(ending.exited)
    clearTimeout(timer)
  }

  return {
    port,
    dataDir,
    logPath,
    get pid() {
      return server?.pid
    },
    start: async (deadline) => {
      await mkdir(dataDir, { recursive: true })
      const started = await keeper.start({ command: options.command, args: options.args, logPath })
      server = started
      let ended: string | undefined
      void started.exited.then((how) => {
        ended = how
        if (server === started) server = undefined
      })
      while (!(await saysReady(logPath))) {
        if (ended !== undefined) {
          throw startFailed(`it ended with ${ended}: ${await readFailureReason(logPath)}`)
        }
        if (Date.now() > deadline) throw startFailed('it did not accept connections in time')
        await delay(POLL_EVERY_MS)
      }
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: async () => {
      if (server === undefined) return
      await server.signal('SIGSTOP')
      await waitUntilStill(server.pid)
    },
    resume: async () => server?.signal('SIGCONT'),
  }
}

function startFailed(reason: string): MongodError {
  return new MongodError('AUDIT_MONGOD_START_FAILED', `mongod did not start: ${reason}`)
}

/**
 * How does a program run servers that never outlive it?
 *
 * Through one keeper process (`keeper-process.ts`) per replica set. Here is the program's end: requests
 * out, answers in, and the one case the keeper cannot see, its own sudden death.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MongodError } from '../errors.ts'
import type { KeeperReply, KeeperRequest } from './keeper-messages.ts'

/** A server in the keeper's hands. */
export interface KeptServer {
  readonly pid: number
  /** Resolves when the server has ended, with its exit code or signal in words. */
  readonly exited: Promise<string>
  signal(signal: NodeJS.Signals): void
}

/** What the keeper is asked to start. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly logPath: string
}

/** Starts servers and ends them all. */
export interface Keeper {
  /** @throws {@link MongodError} `AUDIT_MONGOD_START_FAILED` if the system refuses to run it. */
  start(server: ServerCommand): Promise<KeptServer>
  /** Keeps the program alive until `work` settles, which a server alone does not. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Ends every server, removes the temporary folder and the keeper itself. */
  close(): Promise<void>
}

interface Pending {
  readonly resolve: (server: KeptServer) => void
  readonly reject: (error: Error) => void
}

interface Live {
  readonly pid: number
  readonly onExit: (how: string) => void
}

/**
 * Creates a keeper.
 *
 * @param temporaryDir - Folder the keeper removes at the end; its servers are then ended at once.
 */
export function createKeeper(temporaryDir: string | undefined): Keeper {
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = fork(
    fileURLToPath(new URL('./keeper-process.js', import.meta.url)),
    temporaryDir === undefined ? [] : [temporaryDir],
    { detached: true, execArgv: [], env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  )
  // A running server does not keep its program alive: a script that ends takes it along.
  child.unref()
  child.channel?.unref()
  let holders = 0
  const hold = async <T>(work: Promise<T>): Promise<T> => {
    holders += 1
    child.ref()
    child.channel?.ref()
    try {
      return await work
    } finally {
      holders -= 1
      if (holders === 0) {
        child.unref()
        child.channel?.unref()
      }
    }
  }

  const pending = new Map<number, Pending>()
  const live = new Map<number, Live>()
  let nextId = 1

  const gone = new Promise<void>((resolve) => {
    const onGone = (): void => {
      for (const { reject } of pending.values()) reject(startFailed('its keeper process ended'))
      for (const { pid, onExit } of live.values()) {
        killIfAlive(pid)
        onExit('SIGKILL')
      }
      pending.clear()
      live.clear()
      resolve()
    }
    child.on('exit', onGone)
    child.on('error', onGone)
  })

  const send = (request: KeeperRequest): void => {
    // A channel that just closed is told by "exit"; there is nobody left to ask.
    if (child.connected) child.send(request, () => {})
  }

  child.on('message', (reply: KeeperReply) => {
    const { id } = reply
    const waiting = pending.get(id)
    pending.delete(id)
    if (reply.kind === 'refused') waiting?.reject(startFailed(reply.message))
    else if (reply.kind === 'exited') {
      live.get(id)?.onExit(reply.how)
      live.delete(id)
    } else {
      const { pid } = reply
      const exited = new Promise<string>((onExit) => live.set(id, { pid, onExit }))
      waiting?.resolve({
        pid,
        exited,
        signal: (signal) => {
          send({ kind: 'signal', id, signal })
        },
      })
    }
  })

  return {
    start: (server) => {
      const started = new Promise<KeptServer>((resolve, reject) => {
        if (!child.connected) {
          reject(startFailed('its keeper process ended'))
          return
        }
        const id = nextId++
        pending.set(id, { resolve, reject })
        send({ kind: 'start', id, ...server })
      })
      return hold(started)
    },
    hold,
    close: () => {
      send({ kind: 'end' })
      return hold(gone)
    },
  }
}

function startFailed(reason: string): MongodError {
  return new MongodError('AUDIT_MONGOD_START_FAILED', `mongod did not start: ${reason}`)
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with its keeper.
  }
}

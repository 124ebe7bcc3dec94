/**
 * How does a program run servers that never outlive it?
 *
 * Through one keeper process (`keeper-process.ts`) per replica set. Here is the program's end: requests
 * out, answers in, and the one case the keeper cannot see, its own sudden death.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MongodError } from '../errors.ts'
import type { KeeperReply, KeeperRequest } from './keeper-messages.ts'

/** A server in the keeper's hands. */
export interface KeptServer {
  readonly pid: number
  /** Resolves when the server has ended, with its exit code or signal in words. */
  readonly exited: Promise<string>
  /** Resolves when the signal was sent; a server that has ended takes none. */
  signal(signal: NodeJS.Signals): Promise<void>
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

/** What this side knows about one server. */
interface Entry {
  readonly started: (pid: number) => void
  readonly refused: (error: Error) => void
  readonly exited: (how: string) => void
  pid?: number
  /** Those who wait to hear that their signal was sent. */
  readonly signalled: (() => void)[]
}

/**
 * Creates a keeper.
 *
 * @param temporaryDir - Folder the keeper removes at the end; its servers are then ended at once.
 */
export function createKeeper(temporaryDir: string | undefined): Keeper {
  const child = forkKeeper(temporaryDir)
  const hold = createHold(child)
  const entries = new Map<number, Entry>()
  let nextId = 1

  const gone = new Promise<void>((resolve) => {
    const onGone = (): void => {
      const isSudden = [...entries.values()].some(({ pid }) => pid !== undefined)
      for (const entry of entries.values()) giveUp(entry)
      entries.clear()
      if (isSudden && temporaryDir !== undefined) void removeFolder(temporaryDir).then(resolve)
      else resolve()
    }
    child.on('exit', onGone)
    child.on('error', onGone)
  })
  child.on('message', (reply: KeeperReply) => {
    const entry = entries.get(reply.id)
    if (entry === undefined) return
    if (reply.kind === 'refused' || reply.kind === 'exited') entries.delete(reply.id)
    hear(entry, reply)
  })

  const send = (request: KeeperRequest): void => {
    // A channel that just closed is told by "exit"; there is nobody left to ask.
    if (child.connected) child.send(request, () => {})
  }
  const signal = (id: number, name: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      const entry = entries.get(id)
      if (entry === undefined) {
        resolve()
        return
      }
      entry.signalled.push(resolve)
      send({ kind: 'signal', id, signal: name })
    })

  return {
    start: (server) => {
      const id = nextId++
      const started = new Promise<KeptServer>((resolve, refused) => {
        const exited = new Promise<string>((onExit) => {
          entries.set(id, {
            started: (pid) => {
              resolve({ pid, exited, signal: (name) => hold(signal(id, name)) })
            },
            refused,
            exited: onExit,
            signalled: [],
          })
        })
        if (!child.connected) refused(startFailed('its keeper process ended'))
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

function forkKeeper(temporaryDir: string | undefined): ChildProcess {
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = fork(
    fileURLToPath(new URL('./keeper-process.js', import.meta.url)),
    temporaryDir === undefined ? [] : [temporaryDir],
    {
      detached: true,
      execArgv: [],
      env,
      // mongod refuses to start in a folder that was removed; the root never is.
      cwd: parse(process.execPath).root,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    },
  )
  // A running server does not keep its program alive: a script that ends takes it along.
  child.unref()
  child.channel?.unref()
  return child
}

function createHold(child: ChildProcess): <T>(work: Promise<T>) => Promise<T> {
  let holders = 0
  return async (work) => {
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
}

function hear(entry: Entry, reply: KeeperReply): void {
  if (reply.kind === 'started') {
    entry.pid = reply.pid
    entry.started(reply.pid)
  } else if (reply.kind === 'signalled') entry.signalled.shift()?.()
  else if (reply.kind === 'refused') entry.refused(startFailed(reply.message))
  else finish(entry, reply.how)
}

/** The keeper died, so nobody else will end its server. */
function giveUp(entry: Entry): void {
  entry.refused(startFailed('its keeper process ended'))
  if (entry.pid === undefined) return
  try {
    process.kill(entry.pid, 'SIGKILL')
  } catch {
    // It ended with its keeper.
  }
  finish(entry, 'SIGKILL')
}

/** What a server that is dying this moment still writes makes the first tries fail. */
function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => {})
}

function finish(entry: Entry, how: string): void {
  entry.exited(how)
  for (const resolve of entry.signalled) resolve()
}

function startFailed(reason: string): MongodError {
  return new MongodError('AUDIT_MONGOD_START_FAILED', `mongod did not start: ${reason}`)
}

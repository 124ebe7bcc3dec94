/**
 * The process that keeps servers and ends them when its program ends; not a module to import.
 *
 * A program killed by `kill -9` runs no clean-up, so something else must notice: this process holds
 * one end of a channel whose other end the system closes with the program, however it dies. It lives
 * in a session of its own, where a terminal's Ctrl-C does not reach it or the servers.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, renameSync, rmSync } from 'node:fs'
import { failureLine } from '../errors.ts'
import type { KeeperReply, KeeperRequest } from './keeper-messages.ts'

/** A server that has not ended by then is killed; its journal makes that safe. */
const GRACE_MS = 10_000

const [temporaryDir = ''] = process.argv.slice(2)
const running = new Map<number, ChildProcess>()
let isEnding = false

process.on('message', (request: KeeperRequest) => {
  if (request.kind === 'start') start(request)
  else if (request.kind === 'signal') signal(request)
  else end()
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.on('SIGHUP', end)

function start(request: Extract<KeeperRequest, { kind: 'start' }>): void {
  const { id } = request
  try {
    if (isEnding) throw new Error('the keeper is ending')
    const log = openLog(request.logPath)
    const child = spawn(request.command, request.args, { stdio: ['ignore', log, log] })
    closeSync(log)
    child.on('error', (error) => {
      reply({ kind: 'refused', id, message: error.message })
    })
    if (child.pid === undefined) return
    running.set(id, child)
    child.on('exit', (code, signal) => {
      running.delete(id)
      reply({ kind: 'exited', id, how: signal ?? `code ${code ?? 'unknown'}` })
      if (isEnding && running.size === 0) leave()
    })
    reply({ kind: 'started', id, pid: child.pid })
  } catch (error) {
    reply({ kind: 'refused', id, message: failureLine(error) })
  }
}

function signal({ id, signal }: Extract<KeeperRequest, { kind: 'signal' }>): void {
  running.get(id)?.kill(signal)
  reply({ kind: 'signalled', id })
}

function openLog(path: string): number {
  try {
    renameSync(path, path.replace(/\.log$/, '.previous.log'))
  } catch {
    // The first run has no log to keep.
  }
  return openSync(path, 'w')
}

function end(): void {
  if (isEnding) return
  isEnding = true
  if (running.size === 0) leave()
  // Data that is about to be removed needs no orderly shutdown.
  for (const child of running.values()) child.kill(temporaryDir === '' ? 'SIGTERM' : 'SIGKILL')
  // A stopped process takes SIGTERM only when it continues.
  for (const child of running.values()) child.kill('SIGCONT')
  setTimeout(() => {
    for (const child of running.values()) child.kill('SIGKILL')
  }, GRACE_MS).unref()
}

function leave(): void {
  if (temporaryDir !== '') rmSync(temporaryDir, { recursive: true, force: true, maxRetries: 5 })
  process.exit(0)
}

function reply(message: KeeperReply): void {
  // The program may be gone by now; the callback keeps that from ending us before the servers.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

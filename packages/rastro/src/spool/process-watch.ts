/**
 * Does the process that a folder belongs to still run?
 *
 * A number is given again to another process, and means nothing in another container: so the start
 * time goes with it, and the machine, its boot and its process namespace. Where the process cannot
 * be asked after, it counts as gone when it has not signed its folder for a while. So does a thread
 * of one that runs: a thread may end long before its process, and nobody can be asked after it.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isMainThread, threadId } from 'node:worker_threads'
import type { ProcessWatch } from '@rastro/core'

/** It signs every few seconds; a process that was stopped for longer than this begins anew. */
const SILENT_FOR_MS = 60_000
/** Fields of `/proc/<pid>/stat` after the name: the start time is the 22nd of all. */
const START_FIELD = 19

interface Identity {
  readonly pid: number
  /** When it started, in the system's own words; absent where they cannot be had. */
  readonly start?: string
  /** Of a worker; the main thread ends with its process. */
  readonly thread?: number
  readonly machine: string
}

/** Makes the watch of this process. */
export function createProcessWatch(): ProcessWatch {
  const machine = machineName()
  const start = startOf(process.pid)
  const self: Identity = {
    pid: process.pid,
    machine,
    ...(start === undefined ? {} : { start }),
    ...(isMainThread ? {} : { thread: threadId }),
  }
  return {
    self: JSON.stringify(self),
    isAlive(text, idleMs) {
      const other = tryIdentity(text)
      if (other === undefined || other.machine !== machine) return idleMs < SILENT_FOR_MS
      if (!isRunning(other.pid)) return false
      const otherStart = startOf(other.pid)
      const isKnown = other.start !== undefined && otherStart !== undefined
      if (isKnown && other.start !== otherStart) return false
      return (isKnown && other.thread === undefined) || idleMs < SILENT_FOR_MS
    },
  }
}

function tryIdentity(text: string): Identity | undefined {
  try {
    const identity = JSON.parse(text) as Partial<Identity>
    const { pid, machine } = identity
    return typeof pid === 'number' && typeof machine === 'string'
      ? (identity as Identity)
      : undefined
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process is one that runs.
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The name in brackets may hold anything, brackets and spaces included.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD]
    }
    if (process.platform === 'win32') return undefined
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return said.trim() === '' ? undefined : said.trim()
  } catch {
    return undefined
  }
}

function machineName(): string {
  return [
    hostname(),
    tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    tryRead(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ')
}

function tryRead(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

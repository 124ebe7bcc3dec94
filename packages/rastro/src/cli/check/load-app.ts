/**
 * When has an application been loaded?
 *
 * When its module has run and it wants to listen. One that does not listen by itself, or waits
 * for a database that is not there, is looked at as far as it came.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { LoadFailure } from './app-facts.ts'
import { EndedError } from './held-still.ts'
import type { HeldStill } from './held-still.ts'

/** Below the half minute for which the driver looks for a server. */
const LOAD_TIMEOUT_MS = 20_000
/** For what goes on after the module has run, such as `connect(…).then(…)`. */
const SETTLE_TIMEOUT_MS = 5_000
const LOOK_EVERY_MS = 25

export interface LoadOptions {
  readonly held: HeldStill
  /** True when there is nothing left to wait for. */
  readonly isSettled: () => boolean
}

/**
 * Loads an application.
 *
 * @param url - Of its module.
 * @returns Why it did not load to its end, or undefined if it did.
 */
export async function loadApp(
  url: string,
  { held, isSettled }: LoadOptions,
): Promise<LoadFailure | undefined> {
  const seen: { failure?: LoadFailure; isLoaded: boolean } = { isLoaded: false }
  // What the application leaves unhandled would end this process before anything was seen.
  const onError = (error: unknown): void => {
    seen.failure ??= failureOf(error, held)
  }
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)

  const load = import(url).then(() => {
    seen.isLoaded = true
  }, onError)
  const waiting = new AbortController()
  const timer = delay(LOAD_TIMEOUT_MS, undefined, { signal: waiting.signal }).catch(() => {})
  await Promise.race([load, timer])
  waiting.abort()
  if (!seen.isLoaded) return seen.failure ?? { kind: 'slow', waitedMs: LOAD_TIMEOUT_MS }

  const settleBy = performance.now() + SETTLE_TIMEOUT_MS
  while (seen.failure === undefined && !isSettled() && performance.now() < settleBy) {
    await delay(LOOK_EVERY_MS)
  }
  return seen.failure
}

function failureOf(error: unknown, held: HeldStill): LoadFailure {
  if (error instanceof EndedError) return { kind: 'ended', exitCode: held.exitCode ?? 0 }
  if (!(error instanceof Error)) return { kind: 'threw', name: 'something', message: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { kind: 'threw', name: error.name, message: withoutCredentials(error.message), ...code }
}

/** Drivers quote the connection string that they could not use. */
function withoutCredentials(message: string): string {
  return message.replaceAll(/:\/\/[^@/\s]*@/g, '://…@')
}

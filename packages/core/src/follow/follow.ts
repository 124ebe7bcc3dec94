/**
 * How does anything learn of every event, once and in order?
 *
 * It follows the sequence from a position that it keeps itself. Nothing is skipped: a batch whose
 * reader fails comes again until it is taken. Within one run nothing that was taken comes twice;
 * whoever starts again from a kept position gets everything after it, so a position that was kept
 * late means repetition and never loss. Nothing here keeps a process alive.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import type { Logger } from '../environment/environment.ts'
import type { EventSequence, NumberedPage, SequencedEvent } from '../ports/sequence.ts'
import { asRead } from '../query/read-event.ts'
import { pauseFor } from './pause.ts'

/** Takes events, in order. The next ones come when it is done; if it fails, the same come again. */
export type FollowReader = (events: readonly SequencedEvent[]) => Promise<void> | void

/** How to follow. */
export interface FollowOptions {
  /** Most events of one call, 1 to 500. Default 100. */
  readonly limit?: number
}

/** From where: after this number, from the beginning, or from now on. */
export type FollowFrom = number | 'now' | undefined

/** A reader that follows the log. */
export interface FollowHandle {
  /** Everything up to this number was taken. Undefined until `now` has become a number. */
  readonly position: number | undefined
  /** Ends it; resolves when a call under way is done, and at once where that call asks for it. */
  stop(): Promise<void>
  /** Resolves after `stop()`; rejects with `AUDIT_SEQUENCE_UNAVAILABLE`. */
  readonly done: Promise<void>
}

/** Follows the log of one tenant. */
export type FollowFunction = (
  after: FollowFrom,
  reader: FollowReader,
  options?: FollowOptions,
) => FollowHandle

/** What following needs. */
export interface FollowParts {
  readonly sequence: EventSequence
  readonly tenant: string
  readonly log: Logger
}

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 500
/** With the sequencer's own lag this stays well below a second. */
const LOOK_EVERY_MS = 250
const FIRST_RETRY_MS = 100
const MAX_RETRY_MS = 10_000

/** Makes the function that follows the log of one tenant. */
export function createFollow({ sequence, tenant, log }: FollowParts): FollowFunction {
  return (after, reader, options = {}) => {
    const limit = checkFollow(after, reader, options)
    const stopping = new AbortController()
    const { signal } = stopping
    const inReader = new AsyncLocalStorage<true>()
    let position = after === 'now' ? undefined : (after ?? 0)

    async function next(): Promise<NumberedPage> {
      position ??= (await sequence.upTo(tenant)) ?? 0
      return sequence.read({ filter: { tenant }, after: position, limit })
    }

    async function run(): Promise<void> {
      while (!signal.aborted) {
        const page = await retried(next, {
          signal,
          log,
          what: 'the log cannot be followed',
          isOwn: true,
        })
        if (page === undefined) return
        if (page.events.length > 0) {
          const events = page.events.map(({ sequence: n, event }) => ({
            sequence: n,
            event: asRead(event),
          }))
          const take = async (): Promise<true> => {
            await inReader.run(true, async () => reader(events))
            return true
          }
          const what = 'a reader that follows the log fails'
          if ((await retried(take, { signal, log, what })) === undefined) return
        }
        const isAtEnd = page.events.length === 0 && page.upTo === position
        position = page.upTo
        if (isAtEnd) await pauseFor(LOOK_EVERY_MS, signal)
      }
    }

    const done = run()
    // Whoever waits for it hears of it; nobody has to.
    done.catch(() => undefined)
    return {
      get position() {
        return position
      },
      async stop() {
        stopping.abort()
        // The reader that ends itself would wait for its own end.
        if (inReader.getStore() === undefined) await done.catch(() => undefined)
      },
      done,
    }
  }
}

interface Retrying {
  readonly signal: AbortSignal
  readonly log: Logger
  readonly what: string
  /** Whether it is the suite's own work: a reader's error is no reason to give up. */
  readonly isOwn?: boolean
}

/** Does it until it succeeds; undefined once stopped. What can never succeed is thrown. */
async function retried<T>(
  work: () => Promise<T>,
  { signal, log, what, isOwn = false }: Retrying,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await work()
    } catch (error) {
      const code = AuditError.is(error) ? error.code : undefined
      if (isOwn && code === 'AUDIT_SEQUENCE_UNAVAILABLE') {
        log.warn(`audit: ${what}: ${code}`)
        throw error
      }
      if (failures === 0) log.warn(`audit: ${what}, and is tried again: ${code ?? 'an error'}`)
      await pauseFor(Math.min(FIRST_RETRY_MS * 2 ** failures, MAX_RETRY_MS), signal)
    }
  }
  return undefined
}

function checkFollow(after: unknown, reader: unknown, options: FollowOptions): number {
  checkOptions('audit.follow', options, ['limit'])
  const isNumber = typeof after === 'number' && Number.isSafeInteger(after) && after >= 0
  if (!isNumber && after !== undefined && after !== 'now') {
    throw invalid('after', "must be a sequence number, 'now', or undefined for everything")
  }
  if (typeof reader !== 'function') throw invalid('fn', 'must be a function that takes events')
  const { limit = DEFAULT_LIMIT } = options
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw invalid('limit', `must be a whole number from 1 to ${MAX_LIMIT}`)
}

function invalid(field: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `audit.follow: ${field} ${why}`, { field })
}

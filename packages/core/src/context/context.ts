/**
 * Who is acting, and from where? Kept beside the running code, asked when an event is recorded.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Actor, ClientTime, Origin, RequestFacts } from '../event/event.ts'
import type { ActiveGroup } from '../group/group.ts'

/** What is said of every event that is recorded meanwhile. */
export interface EventNote {
  readonly reason?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * What surrounds the running code. Everything is a question, because the answers cost something
 * or come late: login may run after the middleware, a location is looked up only for an event.
 */
export interface AuditContext {
  readonly actor?: () => Actor | undefined | Promise<Actor | undefined>
  readonly account?: () => { id?: unknown; name?: string } | undefined
  readonly origin?: () => Origin | undefined | Promise<Origin | undefined>
  readonly request?: () => RequestFacts | undefined
  readonly clientTime?: () => ClientTime | undefined
  readonly group?: ActiveGroup
  readonly note?: EventNote
}

/** Keeps the context beside the running code, across everything it awaits. */
export interface ContextKeeper {
  /**
   * Runs `fn` inside a context of its own, and returns what it returns. A function makes the context
   * when it is first asked for, and answers the same one each time: a request that records nothing
   * then needs none.
   */
  run<T>(context: AuditContext | (() => AuditContext), fn: () => T): T
  /** Runs `fn` with some answers replaced and the others kept. */
  with<T>(change: AuditContext, fn: () => T): T
  current(): AuditContext | undefined
  /** Whether this request's context is the running one, or the running one was made of it by `with`. */
  isInside(context: AuditContext | (() => AuditContext)): boolean
}

/** Makes the keeper of one audit; two audits in one process do not see each other's contexts. */
export function createContextKeeper(): ContextKeeper {
  const storage = new AsyncLocalStorage<AuditContext | (() => AuditContext)>()
  return {
    run: (context, fn) => storage.run(context, () => startedHere(fn())),
    with: (change, fn) => storage.run({ ...current(), ...change }, () => startedHere(fn())),
    current,
    isInside(context) {
      const running = storage.getStore()
      // Told apart without making either, where that is enough.
      if (running === undefined || running === context) return running === context
      return made(running).request === made(context).request
    },
  }

  function current(): AuditContext | undefined {
    const context = storage.getStore()
    return context && made(context)
  }
}

/**
 * What starts only when somebody waits for it, such as a query of Mongoose, would start outside: it
 * is bound to where it was made, and stays what it is.
 */
function startedHere<T>(result: T): T {
  if (typeof result !== 'object' || result === null || result instanceof Promise) return result
  const late = result as { then?: unknown; exec?: unknown }
  if (typeof late.then !== 'function' || !Object.isExtensible(late)) return result
  for (const name of ['then', 'exec'] as const) {
    const method = late[name]
    if (typeof method !== 'function') continue
    const value: unknown = AsyncResource.bind(method.bind(late) as () => unknown)
    Object.defineProperty(late, name, { value, configurable: true, writable: true })
  }
  return result
}

function made(context: AuditContext | (() => AuditContext)): AuditContext {
  return typeof context === 'function' ? context() : context
}

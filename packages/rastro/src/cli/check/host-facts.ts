/** What does an Express application trust, and does it know the audit? Versions 4 and 5 alike. */
import type { Server } from 'node:net'
import type { HostFacts } from './app-facts.ts'

/** The name of the function that `audit.context()` returns. */
const CONTEXT = 'auditContext'

interface ExpressLike {
  get(setting: string): unknown
  readonly settings: object
}

interface Layer {
  readonly handle?: { readonly name?: string; readonly stack?: readonly Layer[] }
}

/** Looks at the Express applications among the listeners of servers. */
export function hostFacts(servers: readonly Server[]): readonly HostFacts[] {
  const listeners = servers.flatMap((server): unknown[] => server.listeners('request'))
  return [...new Set(listeners)].filter(isExpress).map((app) => ({
    trustProxy: trustOf(app.get('trust proxy')),
    hasContext: holdsContext(stackOf(app)),
  }))
}

function isExpress(listener: unknown): listener is ExpressLike {
  const app = listener as Partial<ExpressLike>
  return typeof app.get === 'function' && typeof app.settings === 'object'
}

function trustOf(setting: unknown): HostFacts['trustProxy'] {
  if (setting === true) return 'all'
  const isOff = setting === undefined || setting === null || setting === false || setting === 0
  return isOff ? 'off' : 'set'
}

function stackOf(app: ExpressLike): readonly Layer[] {
  // Express 4 throws where version 5 has its router, and has its own elsewhere.
  const of4 = Reflect.get(app, '_router') as { stack?: readonly Layer[] } | undefined
  if (of4?.stack !== undefined) return of4.stack
  try {
    const of5 = Reflect.get(app, 'router') as { stack?: readonly Layer[] } | undefined
    return of5?.stack ?? []
  } catch {
    return []
  }
}

function holdsContext(stack: readonly Layer[]): boolean {
  return stack.some(({ handle }) => handle?.name === CONTEXT || holdsContext(handle?.stack ?? []))
}

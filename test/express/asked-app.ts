/**
 * An application that records nothing and asks everything: what an event would say.
 */
import { createContextKeeper } from '@rastro/core'
import type {
  Actor,
  AuditContext,
  ClientTime,
  Clock,
  ContextKeeper,
  Origin,
  RequestFacts,
} from '@rastro/core'
import { createContextMiddleware } from '@rastro/express'
import type { ContextMiddleware, ContextOptions, RequestLike } from '@rastro/express'
import { newest } from './express-versions.ts'
import type { App, Express } from './express-versions.ts'

/** What an event would say. */
export interface Asked {
  readonly actor: Actor | undefined
  readonly account: { id?: unknown; name?: string } | undefined
  readonly origin: Origin | undefined
  readonly request: RequestFacts | undefined
  readonly clientTime: ClientTime | undefined
}

/** Asks the running code's context for everything, as recording an event does. */
export async function ask(keeper: ContextKeeper): Promise<Asked> {
  const context: AuditContext | undefined = keeper.current()
  if (context === undefined) throw new Error('the code runs in no context')
  return {
    actor: await context.actor?.(),
    account: context.account?.(),
    origin: await context.origin?.(),
    request: context.request?.(),
    clientTime: context.clientTime?.(),
  }
}

export interface AskedApp {
  readonly app: App
  readonly keeper: ContextKeeper
  /** What was asked on any path of the application that nothing else answers. */
  readonly asked: Asked[]
  readonly warnings: string[]
  /** The last of `asked`. */
  last(): Asked
}

/** Makes an application; `prepare` adds to it before the handler that asks on every path. */
export function createAskedApp(
  options: ContextOptions & { readonly clock?: Clock } = {},
  setUp: {
    readonly express?: Express
    readonly before?: (app: App) => void
    readonly prepare?: (app: App, parts: Pick<AskedApp, 'keeper' | 'asked'>) => void
  } = {},
): AskedApp {
  const keeper = createContextKeeper()
  const asked: Asked[] = []
  const { context, warnings } = createContext(keeper, options)
  const app = (setUp.express ?? newest)()
  setUp.before?.(app)
  app.use(context)
  setUp.prepare?.(app, { keeper, asked })
  app.use((_req, res, next) => {
    ask(keeper).then((answers) => {
      asked.push(answers)
      res.json({})
    }, next)
  })
  return {
    app,
    keeper,
    asked,
    warnings,
    last() {
      const answers = asked.at(-1)
      if (answers === undefined) throw new Error('nothing was asked yet')
      return answers
    },
  }
}

/** Makes the middleware with a log that is kept. */
export function createContext(
  keeper: ContextKeeper,
  options: ContextOptions & { readonly clock?: Clock } = {},
): { readonly context: ContextMiddleware; readonly warnings: string[] } {
  const warnings: string[] = []
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) }
  return { context: createContextMiddleware({ ...options, keeper, log }), warnings }
}

/** Asks the context of a request that never was on a connection. */
export function askOutsideHttp(
  options: ContextOptions & { readonly clock?: Clock },
  req: RequestLike,
): { readonly answers: Promise<Asked>; readonly warnings: string[] } {
  const keeper = createContextKeeper()
  const { context, warnings } = createContext(keeper, options)
  const answers = new Promise<Asked>((resolve, reject) => {
    context(req, {}, () => void ask(keeper).then(resolve, reject))
  })
  return { answers, warnings }
}

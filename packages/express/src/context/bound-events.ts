/**
 * Does the context survive in the listeners of a request and its response?
 *
 * Node calls them from the connection's own context, not the request's: from the second chunk of
 * a body on, in `end`, in `close`, and in everything an upload middleware continues from there,
 * the caller would be unknown. So the events of both are emitted inside the request's context.
 */
import type { AuditContext, ContextKeeper } from '@rastro/core'
import type { RequestLike, ResponseLike } from '../request/request-like.ts'

/** Remembers the context of a request, for its and its response's events. */
export type EventBinder = (req: RequestLike, res: ResponseLike, context: AuditContext) => void

type Emit = (this: object, type: string | symbol, ...args: unknown[]) => boolean

interface Emitter {
  emit: Emit
  readonly _events?: Readonly<Record<string | symbol, unknown>>
}

// One per keeper, so that of two middlewares on one request the inner one's context wins.
const binders = new WeakMap<ContextKeeper, EventBinder>()

/**
 * Returns what makes requests and responses emit inside their contexts.
 *
 * An `emit` of their own would change the shape of both objects and with it the speed of all of
 * Express (measured: 10 % of a small request). So `emit` is put once on the two objects that an
 * Express application keeps for extensions, `app.request` and `app.response`, and the context onto
 * the request under a symbol. Where there is no Express, nothing is bound.
 *
 * @param keeper - Whose contexts they are.
 */
export function eventBinderOf(keeper: ContextKeeper): EventBinder {
  const known = binders.get(keeper)
  if (known !== undefined) return known
  const made = createEventBinder(keeper)
  binders.set(keeper, made)
  return made
}

function createEventBinder(keeper: ContextKeeper): EventBinder {
  const key = Symbol('audit.context')
  const bound = new WeakSet<object>()
  // Almost every request of a process has the same one.
  let lastExtensions: unknown
  return (req, res, context) => {
    // A symbol of its own on the request: Express adds a dozen properties there anyway.
    const holder = req as unknown as Holder
    holder[key] = context
    const extensions: unknown = Object.getPrototypeOf(res)
    if (extensions === lastExtensions) return
    lastExtensions = extensions
    bind(extensions, (response) => (response as { readonly req?: Holder }).req)
    bind(Object.getPrototypeOf(req), (request) => request as Holder)
  }

  function bind(extensions: unknown, holderOf: (emitter: object) => Holder | undefined): void {
    // Node's own prototypes belong to every server of the process: never those.
    if (!isExpressExtensions(extensions) || bound.has(extensions)) return
    bound.add(extensions)
    const { emit } = extensions
    extensions.emit = function emitInContext(type, ...args) {
      const context = holderOf(this)?.[key]
      // Most events of most requests have no listener, and nobody to tell who is asking.
      if (context === undefined || (this as Emitter)._events?.[type] === undefined) {
        return emit.call(this, type, ...args)
      }
      // The same request's context with another actor or a group keeps its `request` answer, and
      // is the better one: the event is emitted from inside it.
      if (keeper.current()?.request === context.request) return emit.call(this, type, ...args)
      return keeper.run(context, () => emit.call(this, type, ...args))
    }
  }
}

type Holder = Record<symbol, AuditContext | undefined>

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}

function isExpressExtensions(value: unknown): value is Emitter {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'app') &&
    typeof propertyOf(value, 'emit') === 'function'
  )
}

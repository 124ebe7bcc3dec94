/**
 * Does the context survive in the listeners of a request and its response?
 *
 * Node calls them from the connection's own context, not the request's: from the second chunk of
 * a body on, in `end`, in `close`, and in everything an upload middleware continues from there,
 * the caller would be unknown. So listeners of both are called inside the request's context.
 */
import type { AuditContext, ContextKeeper } from '@rastro/core'
import type { RequestLike, ResponseLike } from '../request/request-like.ts'

/** Whose context a request has; with two audits on one request, `outer` is the other's. */
interface Binding {
  readonly keeper: ContextKeeper
  readonly context: AuditContext
  readonly outer: Binding | undefined
}

type EventName = string | symbol
type Listener = (this: unknown, ...args: unknown[]) => unknown
/** As Node's own: removing and listing go by the function that was added, its `listener`. */
type BoundListener = Listener & { listener?: Listener; [IS_BOUND]?: true }
type Add = (this: Emitter, type: EventName, listener: Listener) => unknown

interface Emitter {
  readonly req?: Holder
  on: Add
  addListener: Add
  prependListener: Add
  once: Add
  prependOnceListener: Add
  removeListener: Add
}

interface Holder {
  [BINDING]?: Binding
}

const BINDING = Symbol('audit.context')
const IS_BOUND = Symbol('audit.bound')
const patched = new WeakSet<object>()
// Almost every request of a process has the same one.
let lastExtensions: unknown

/**
 * Has the listeners of a request and its response called inside its context.
 *
 * What it costs is paid where a listener is added. An `emit` of its own, on each request or once for
 * all, is slower: a small request emits eight events and has hardly a listener. So the methods that
 * add listeners are put once on the two objects that an Express application keeps for extensions,
 * `app.request` and `app.response`, and the context onto the request under a symbol. Where there
 * is no Express, nothing is bound.
 */
export function bindEvents(
  req: RequestLike,
  res: ResponseLike,
  given: Omit<Binding, 'outer'>,
): void {
  const holder = req as Holder
  const before = holder[BINDING]
  const { keeper, context } = given
  // Of two middlewares of one audit the inner one's context wins.
  const outer = before?.keeper === keeper ? before.outer : before
  holder[BINDING] = { keeper, context, outer }
  const extensions: unknown = Object.getPrototypeOf(res)
  if (extensions === lastExtensions) return
  lastExtensions = extensions
  patch(extensions, (response) => response.req)
  patch(Object.getPrototypeOf(req), (request) => request as Holder)
}

function patch(extensions: unknown, holderOf: (emitter: Emitter) => Holder | undefined): void {
  // Node's own prototypes belong to every server of the process: never those.
  if (!isExpressExtensions(extensions) || patched.has(extensions)) return
  patched.add(extensions)
  for (const name of ['on', 'addListener', 'prependListener'] as const) {
    const add = extensions[name]
    extensions[name] = function addBound(type, listener) {
      return add.call(this, type, bound(this, listener))
    }
  }
  extensions.once = function onceBound(type, listener) {
    return this.on(
      type,
      typeof listener === 'function' ? boundOnce(this, type, listener) : listener,
    )
  }
  extensions.prependOnceListener = function prependOnceBound(type, listener) {
    return this.prependListener(
      type,
      typeof listener === 'function' ? boundOnce(this, type, listener) : listener,
    )
  }

  function bound(emitter: Emitter, listener: BoundListener): Listener {
    // What is no function is Node's to refuse.
    if (typeof listener !== 'function' || listener[IS_BOUND]) return listener
    const call: BoundListener = function (...args) {
      // Asked now: a listener may be older than the context, or than the inner one.
      return runInside(holderOf(emitter)?.[BINDING], () => listener.apply(this, args))
    }
    return marked(call, listener.listener ?? listener)
  }

  function boundOnce(emitter: Emitter, type: EventName, listener: Listener): Listener {
    let isDone = false
    const call: BoundListener = function (...args) {
      if (isDone) return undefined
      isDone = true
      emitter.removeListener(type, call)
      return runInside(holderOf(emitter)?.[BINDING], () => listener.apply(this, args))
    }
    return marked(call, listener)
  }
}

function marked(call: BoundListener, listener: Listener): Listener {
  call.listener = listener
  call[IS_BOUND] = true
  return call
}

function runInside(binding: Binding | undefined, fn: () => unknown): unknown {
  if (binding === undefined) return fn()
  const { keeper, context, outer } = binding
  // The same request's context with another actor or a group keeps its `request` answer, and is
  // the better one: the event is emitted from inside it.
  if (keeper.current()?.request === context.request) return runInside(outer, fn)
  return keeper.run(context, () => runInside(outer, fn))
}

function isExpressExtensions(value: unknown): value is Emitter {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'app') &&
    'on' in value &&
    typeof value.on === 'function'
  )
}

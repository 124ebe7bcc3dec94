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
  /** An application may give several requests one `res.locals`. */
  readonly response: unknown
  readonly keeper: ContextKeeper
  readonly context: () => AuditContext
  readonly outer: Binding | undefined
}

type EventName = string | symbol
type Listener = (this: unknown, ...args: unknown[]) => unknown
/** As Node's own: removing and listing go by the function that was added, its `listener`. */
type BoundListener = Listener & { listener?: Listener; [IS_BOUND]?: true }
type Add = (this: Emitter, type: EventName, listener: Listener) => unknown

interface Emitter {
  /** The response of a request, and the response's own. */
  readonly res?: Emitter
  readonly locals?: Holder
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
/** Whose contexts the listeners of an application are called in. */
const keepersOf = new WeakMap<object, Set<ContextKeeper>>()
const HIDDEN = { enumerable: false, configurable: true }
// Almost every request of a process has the same ones.
let lastExtensions: unknown
let lastKeeper: ContextKeeper | undefined

/**
 * Has the listeners of a request and its response called inside its context.
 *
 * What it costs is paid where a listener is added. An `emit` of its own, on each request or once for
 * all, is slower: a small request emits eight events and has hardly a listener. So the methods that
 * add listeners are put once on the two objects that an Express application keeps for extensions,
 * `app.request` and `app.response`, and the context into `res.locals`, under a symbol that no listing
 * shows: a property of its own on the request makes everything that reads the request slower.
 * Where there is no Express, nothing is bound.
 */
export function bindEvents(
  req: RequestLike,
  res: ResponseLike,
  given: Pick<Binding, 'keeper' | 'context'>,
): void {
  const { locals } = res as Emitter
  if (typeof locals !== 'object' || locals === null) return
  const before = ownBinding(locals, res)
  const { keeper, context } = given
  // Of two middlewares of one audit the inner one's context wins.
  const outer = before?.keeper === keeper ? before.outer : before
  const value: Binding = { response: res, keeper, context, outer }
  // As a question: an object that takes no more properties is the application's affair.
  Reflect.defineProperty(locals, BINDING, { ...HIDDEN, value })
  const extensions: unknown = Object.getPrototypeOf(res)
  if (extensions === lastExtensions && keeper === lastKeeper) return
  lastExtensions = extensions
  lastKeeper = keeper
  patch(extensions, { keeper, responseOf: (response) => response })
  patch(Object.getPrototypeOf(req), { keeper, responseOf: (request) => request.res })
}

function patch(
  extensions: unknown,
  how: {
    readonly keeper: ContextKeeper
    readonly responseOf: (emitter: Emitter) => Emitter | undefined
  },
): void {
  // Node's own prototypes belong to every server of the process: never those.
  if (!isExpressExtensions(extensions)) return
  const known = keepersOf.get(extensions)
  known?.add(how.keeper)
  if (known) return
  const keepers = new Set([how.keeper])
  keepersOf.set(extensions, keepers)
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
    if (typeof listener !== 'function' || listener[IS_BOUND] || isOfNode(listener)) return listener
    const added = bindingOf(emitter) ?? surrounding(keepers)
    const call: BoundListener = function (...args) {
      // Asked now: a listener may be older than the context, or than the inner one.
      return runInside(bindingOf(emitter) ?? added, () => listener.apply(this, args))
    }
    return marked(call, listener.listener ?? listener)
  }

  function bindingOf(emitter: Emitter): Binding | undefined {
    const response = how.responseOf(emitter)
    return response && ownBinding(response.locals, response)
  }

  function boundOnce(emitter: Emitter, type: EventName, listener: Listener): Listener {
    const added = bindingOf(emitter) ?? surrounding(keepers)
    let isDone = false
    const call: BoundListener = function (...args) {
      if (isDone) return undefined
      isDone = true
      emitter.removeListener(type, call)
      return runInside(bindingOf(emitter) ?? added, () => listener.apply(this, args))
    }
    return marked(call, listener)
  }
}

function ownBinding(locals: Holder | undefined, response: unknown): Binding | undefined {
  const binding = locals?.[BINDING]
  return binding?.response === response ? binding : undefined
}

/** For an application that has put another object in place of `res.locals`. */
function surrounding(keepers: Iterable<ContextKeeper>): Binding | undefined {
  let binding: Binding | undefined
  for (const keeper of keepers) {
    const context = keeper.current()
    if (context === undefined) continue
    binding = { response: undefined, keeper, context: () => context, outer: binding }
  }
  return binding
}

/**
 * Node's server adds one listener of its own to every request once the answer has left. It only
 * tidies up, and a request that records nothing has often no other.
 */
function isOfNode(listener: BoundListener): boolean {
  return listener.name === 'clearIncoming'
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
  if (keeper.isInside(context)) return runInside(outer, fn)
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

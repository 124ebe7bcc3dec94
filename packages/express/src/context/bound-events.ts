/**
 * Does the context survive in the listeners of a request and its response?
 *
 * Node calls them from the connection's own context, not the request's: from the second chunk of
 * a body on, in `end` and in everything an upload middleware continues from there, the caller
 * would be unknown. So the request's and the response's events are emitted inside their context.
 */
import type { AuditContext, ContextKeeper } from '@rastro/core'

type Emit = (...args: unknown[]) => unknown

/**
 * Makes an emitter emit inside a context, unless it does so already.
 *
 * @param emitter - A request or a response; what has no `emit` is left as it is.
 */
export function bindEvents(
  emitter: object,
  { keeper, context }: { readonly keeper: ContextKeeper; readonly context: AuditContext },
): void {
  const target = emitter as { emit?: Emit }
  const emit = target.emit
  if (typeof emit !== 'function') return
  target.emit = function emitInContext(this: unknown, ...args) {
    // The same request's context with another actor or a group keeps its `request` answer, and
    // is the better one: the listener is called from inside it.
    if (keeper.current()?.request === context.request) return emit.apply(this, args)
    return keeper.run(context, () => emit.apply(this, args))
  }
}

/** How does anybody learn of the kinds that a model, or a subdocument, gets after it was compiled? */
import type { ModelLike, SchemaTypeLike } from './mongoose-shapes.ts'

/** Calls back for every discriminator that is made of the model, or at the path, from now on. */
export function followKinds<T extends ModelLike | SchemaTypeLike>(
  base: T,
  onKind: (kind: T) => void,
): void {
  const { discriminator } = base
  if (discriminator === undefined) return
  Object.defineProperty(base, 'discriminator', {
    value(this: T, ...given: never[]) {
      const kind = discriminator.apply(this, given)
      if (typeof kind === 'function') onKind(kind as unknown as T)
      return kind
    },
    enumerable: false,
    configurable: true,
    writable: true,
  })
}

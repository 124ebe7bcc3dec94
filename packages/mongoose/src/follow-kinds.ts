/** How does anybody learn of the kinds that a model gets after it was compiled? */
import type { ModelLike } from './mongoose-shapes.ts'

/** Calls back for every discriminator that is made of the model from now on. */
export function followKinds(model: ModelLike, onKind: (kind: ModelLike) => void): void {
  const { discriminator } = model
  if (discriminator === undefined) return
  Object.defineProperty(model, 'discriminator', {
    value(this: ModelLike, ...given: never[]) {
      const kind = discriminator.apply(this, given)
      if (typeof kind === 'function') onKind(kind as unknown as ModelLike)
      return kind
    },
    enumerable: false,
    configurable: true,
    writable: true,
  })
}

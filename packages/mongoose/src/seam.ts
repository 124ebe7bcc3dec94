/**
 * Puts capture between Mongoose's collection and the driver's.
 *
 * An accessor on that one `NativeCollection` wraps the driver collection whenever Mongoose assigns
 * it: below buffering, `debug` and events, surviving reconnects, touching no prototype.
 */
import type { CaptureEnvironment, CollectionRegistry, ModelRegistration } from '@rastro/mongodb'
import { captureCollection, createCollectionRegistry } from '@rastro/mongodb'
import type { ModelLike, NativeCollectionLike } from './mongoose-shapes.ts'

/** Registries of one audit, by collection; two audits on one collection do not share one. */
export type Seams = WeakMap<object, CollectionRegistry>

/** Attaches a compiled model and returns its collection's registry; again, it changes nothing. */
export function attach(
  model: ModelLike,
  registration: ModelRegistration,
  how: { readonly seams: Seams; readonly environment: CaptureEnvironment },
): CollectionRegistry {
  const native = model.collection
  const known = how.seams.get(native)
  if (known !== undefined) {
    known.add(registration)
    return known
  }
  const registry = createCollectionRegistry(registration)
  how.seams.set(native, registry)
  sayIfShared(native, how.environment)
  openSeam(native, registry, how.environment)
  return registry
}

/**
 * Whose capture stands at a collection. Of two, Mongoose writes through one only. Kept where a second
 * copy of this package in the process finds it.
 */
const OWNERS = Symbol.for('@rastro/mongoose:owners')

function ownersInProcess(): WeakMap<object, object> {
  const holder = globalThis as typeof globalThis & { [OWNERS]?: WeakMap<object, object> }
  holder[OWNERS] ??= new WeakMap()
  return holder[OWNERS]
}

function sayIfShared(native: NativeCollectionLike, environment: CaptureEnvironment): void {
  const owners = ownersInProcess()
  const owner = owners.get(native)
  owners.set(native, environment)
  if (owner === undefined || owner === environment) return
  environment.log.warn(
    `audit: the plugins of two audits are on the model of '${native.name}', and one of them records nothing of it: call createAudit once`,
  )
}

function openSeam(
  native: NativeCollectionLike,
  registry: CollectionRegistry,
  environment: CaptureEnvironment,
): void {
  let current = native.collection
  const wrapped = (collection: unknown): unknown =>
    typeof collection === 'object' && collection !== null
      ? captureCollection(collection, registry, environment)
      : collection
  Object.defineProperty(native, 'collection', {
    get: () => current,
    set: (collection: unknown) => {
      current = wrapped(collection)
    },
    enumerable: true,
    configurable: true,
  })
  current = wrapped(current)
}

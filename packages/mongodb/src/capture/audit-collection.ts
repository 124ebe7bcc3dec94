/** The door of capture: a driver collection goes in, a captured one comes out. */
import type { AuditedCollection } from '@rastro/core'
import { AuditError } from '@rastro/core'
import type { AttachedSites } from './attached-sites.ts'
import type { DriverCollection } from './driver.ts'
import type { CaptureSite } from './site.ts'
import { wrapCollection } from './wrapper.ts'

/** What capture works with, the same for all collections of an audit. */
export type CaptureEnvironment = Omit<CaptureSite, 'original' | 'audited'> & {
  /** Where captured collections are kept for recovery, if anybody is going to ask. */
  readonly attached?: AttachedSites
}

/**
 * Returns the collection with its writes captured. It is the same object in everything else, and
 * a captured collection comes back as it is.
 *
 * @param collection - A collection of the application's own driver, version 6 or 7.
 * @param audited - How its records are told about.
 * @param environment - Where what was seen goes.
 * @throws AuditError `AUDIT_DRIVER_UNSUPPORTED` if it is no driver collection.
 */
export function captureCollection<T>(
  collection: T,
  audited: AuditedCollection,
  environment: CaptureEnvironment,
): T {
  assertDriverCollection(collection)
  const { attached, ...shared } = environment
  const site = { original: collection, audited, ...shared }
  const captured = wrapCollection(site)
  // One that is captured already comes back as it is, and was noted then.
  if (captured !== collection) attached?.add(site)
  return captured as T
}

/** @throws AuditError `AUDIT_DRIVER_UNSUPPORTED` if it is no collection of driver 6 or 7. */
export function assertDriverCollection(
  collection: unknown,
): asserts collection is DriverCollection {
  if (isDriverCollection(collection)) return
  throw new AuditError(
    'AUDIT_DRIVER_UNSUPPORTED',
    'expected a collection of the mongodb driver, version 6 or 7: of a Mongoose connection that is connection.db.collection(name); for a model use audit.plugin',
  )
}

function isDriverCollection(value: unknown): value is DriverCollection {
  if (typeof value !== 'object' || value === null) return false
  const collection = value as Partial<DriverCollection>
  return (
    typeof collection.bulkWrite === 'function' &&
    typeof collection.collectionName === 'string' &&
    typeof collection.client?.startSession === 'function'
  )
}

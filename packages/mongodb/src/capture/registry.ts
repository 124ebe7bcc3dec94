/**
 * Which models live in one collection, and which of them does a record belong to?
 *
 * Auditing is of the collection: two models on one collection are one registration, told apart by
 * their discriminator.
 */
import type { AuditedCollection, AuditedModel, StoredRecord } from '@rastro/core'
import { AuditError, readPath, sameValue, trashOf } from '@rastro/core'

/** A model, and which records of the collection are its own. */
export interface ModelRegistration {
  readonly model: AuditedModel
  /** The value of the discriminator key that marks this model's records; absent for a base model. */
  readonly discriminator?: { readonly key: string; readonly value: unknown }
}

/** The models of one collection. */
export interface CollectionRegistry extends AuditedCollection {
  /**
   * Adds a model; the same model again changes nothing.
   * @throws AuditError `AUDIT_PLACE_CONFLICT` if another base model of another place is there.
   */
  add(registration: ModelRegistration): void
}

/** Makes the registry of a collection with its first model. */
export function createCollectionRegistry(first: ModelRegistration): CollectionRegistry {
  const registrations: ModelRegistration[] = [first]

  return {
    get root() {
      return (registrations.find(isBase) ?? first).model
    },
    models: () => registrations.map(({ model }) => model),
    places() {
      return [
        ...new Set(
          registrations.flatMap(({ model }) =>
            model.isInTrash === undefined ? [model.place] : [model.place, trashOf(model.place)],
          ),
        ),
      ]
    },
    modelOf(record) {
      const own = registrations.find((registration) => isMarked(registration, record))
      return (own ?? registrations.find(isBase))?.model
    },
    add(registration) {
      const same = registrations.findIndex((known) => isSame(known, registration))
      if (same >= 0) {
        registrations[same] = registration
        return
      }
      const base = registrations.find(isBase)
      if (isBase(registration) && base !== undefined) {
        if (base.model.place === registration.model.place) return
        throw new AuditError(
          'AUDIT_PLACE_CONFLICT',
          `models '${base.model.type}' and '${registration.model.type}' share a collection, but ` +
            `their places are '${base.model.place}' and '${registration.model.place}': give both one place`,
          { field: 'place' },
        )
      }
      registrations.push(registration)
    },
  }
}

function isBase(registration: ModelRegistration): boolean {
  return registration.discriminator === undefined
}

function isMarked(registration: ModelRegistration, record: StoredRecord): boolean {
  const { discriminator } = registration
  if (discriminator === undefined) return false
  return sameValue(readPath(record, discriminator.key), discriminator.value)
}

function isSame(a: ModelRegistration, b: ModelRegistration): boolean {
  return a.model.type === b.model.type && sameValue(a.discriminator?.value, b.discriminator?.value)
}

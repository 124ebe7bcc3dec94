/** What does a change of a record mean: in which place, by which operation, of which type? */
import type { Operation } from '../event/event.ts'
import type { AuditedModel, CapturedChange } from './captured.ts'

/** Where a change of a record belongs, and what it is called there. */
export interface Classification {
  readonly place: string
  readonly operation: Operation
  /** The event type's last part: `created`, `bulk-deleted`, … */
  readonly verb: string
}

/** Why a record went: by a call of its own, among many, or along with something else. */
export type DeletionKind = 'single' | 'bulk' | 'cascade'

/**
 * Classifies one change by its images.
 *
 * Moving to the trash is a deletion of the place; what happens to what is in the trash (purge,
 * restore) belongs to `trash.<place>`.
 */
export function classify(
  model: AuditedModel,
  change: Pick<CapturedChange, 'before' | 'after'>,
  deletion: DeletionKind,
): Classification {
  const { before, after } = change
  const wasInTrash = before !== undefined && model.isInTrash?.(before) === true
  const isInTrash = after !== undefined && model.isInTrash?.(after) === true
  if (before === undefined) return { place: model.place, operation: 'create', verb: 'created' }
  if (after === undefined) {
    return deletionOf(wasInTrash ? trashOf(model.place) : model.place, deletion)
  }
  if (!wasInTrash && isInTrash) return deletionOf(model.place, deletion)
  if (wasInTrash && !isInTrash) {
    return { place: trashOf(model.place), operation: 'restore', verb: 'restored' }
  }
  return { place: model.place, operation: 'update', verb: 'updated' }
}

/** The place of what is in a place's trash. */
export function trashOf(place: string): string {
  return `trash.${place}`
}

export function deletionOf(place: string, kind: DeletionKind): Classification {
  if (kind === 'single') return { place, operation: 'delete', verb: 'deleted' }
  return {
    place,
    operation: 'bulk-delete',
    verb: kind === 'bulk' ? 'bulk-deleted' : 'cascade-deleted',
  }
}

/** Puts one event together: the catalog's words, who and from where, what happened. */
import type { Catalog } from '../catalog/definition.ts'
import type { AuditEvent } from '../event/event.ts'
import type { Surroundings } from './surroundings.ts'

/** What is particular to one event. */
export type EventFacts = Omit<
  AuditEvent,
  'v' | 'category' | 'severity' | 'outcome' | 'actor' | 'place' | 'operation'
> &
  Partial<Pick<AuditEvent, 'severity' | 'outcome' | 'place' | 'operation'>>

/** A list of records whose history shows an event is read with the event: it stays short. */
export const MAX_RELATED = 8

/** Puts an event together; what the catalog says of its type stands where the facts say nothing. */
export function composeEvent(
  catalog: Catalog,
  facts: EventFacts,
  surroundings: Surroundings,
): AuditEvent {
  const type = catalog.type(facts.type)
  const place = facts.place ?? type.place
  const { related } = facts
  const { note, ...who } = surroundings
  return {
    v: 1,
    ...facts,
    ...who,
    ...(note?.reason === undefined ? {} : { reason: note.reason }),
    ...(note?.details === undefined ? {} : { details: { ...facts.details, ...note.details } }),
    place,
    operation: facts.operation ?? type.operation,
    category: type.category ?? catalog.place(place).category ?? 'records',
    severity: facts.severity ?? type.severity ?? 'info',
    outcome: facts.outcome ?? 'success',
    ...(related === undefined ? {} : { related: related.slice(0, MAX_RELATED) }),
  }
}

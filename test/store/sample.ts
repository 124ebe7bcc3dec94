/** The plain event that tests of the store vary. People are made up. */
import { createIdSource, sealEvent } from '@rastro/core'
import type { AuditEvent, StoredEvent } from '@rastro/core'

const nextId = createIdSource()
const NOON = new Date('2026-03-10T12:00:00.000Z')

export function sample(fields: Partial<AuditEvent> = {}): StoredEvent {
  const event: AuditEvent = {
    v: 1,
    tenant: 'default',
    at: NOON,
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Prado', email: 'ana@example.com' },
    ...fields,
  }
  return sealEvent(event, { id: nextId(), now: NOON })
}

export function samples(count: number, fields: Partial<AuditEvent> = {}): StoredEvent[] {
  return Array.from({ length: count }, () => sample(fields))
}

/** An event of a type, as far as words about it need one. */
import type { AuditEvent, Catalog } from '@rastro/core'

export function sampleEvent(
  catalog: Catalog,
  type: string,
  change: Partial<AuditEvent> = {},
): AuditEvent {
  const { place, operation } = catalog.type(type)
  return {
    v: 1,
    tenant: 'default',
    at: new Date('2026-03-31T12:00:00Z'),
    type,
    place,
    operation,
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', name: 'Ana Souza' },
    ...change,
  }
}

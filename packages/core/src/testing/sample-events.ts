/** Which events do the conformance tests store? People and addresses are made up. */
import { createIdSource } from '../event/id.ts'
import { sealEvent } from '../event/seal.ts'
import type { AuditEvent, ClusterTimestamp, StoredEvent } from '../event/event.ts'

/** Everything but the tenant; what is left out is plain. */
export type EventSample = Partial<Omit<AuditEvent, 'tenant' | 'v'>>

export const NOON = new Date('2026-03-10T12:00:00.000Z')

const nextId = createIdSource()

/** Returns an instant some seconds after {@link NOON}. */
export function secondsAfterNoon(seconds: number): Date {
  return new Date(NOON.getTime() + seconds * 1_000)
}

/** Returns a cluster time, as the event format describes it. */
export function clusterTime(t: number, i: number): ClusterTimestamp {
  return { _bsontype: 'Timestamp', t, i }
}

/** Returns a complete event of the tenant, as stores take it. */
export function sampleEvent(tenant: string, sample: EventSample = {}): StoredEvent {
  const event: AuditEvent = {
    v: 1,
    tenant,
    at: NOON,
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Prado', email: 'ana@example.com' },
    ...sample,
  }
  return sealEvent(event, { id: nextId(), now: NOON })
}

/** Returns the ids of events, in their order. */
export function idsOf(events: readonly StoredEvent[]): string[] {
  return events.map(({ _id }) => _id)
}

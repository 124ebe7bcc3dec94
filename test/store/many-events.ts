/** Which events does a tenant have that was busy for a while? */
import { createIdSource, sealEvent } from '@rastro/core'
import type { AuditEvent, StoredEvent } from '@rastro/core'
import { Int32, ObjectId, Timestamp } from 'mongodb'

export const MANY = 5_000
const START_MS = Date.parse('2026-03-01T00:00:00.000Z')

const PLACES = ['tickets', 'chats', 'clients', 'agents', 'reports', 'settings', 'auth', 'portal']
const OPERATIONS = ['create', 'update', 'delete', 'export']

/** The id of the n-th ticket, agent or client: the same in every run. */
export function idOf(kind: 'Ticket' | 'Agent' | 'Client', n: number): ObjectId {
  const prefix = { Ticket: 'aaaaaaaa', Agent: 'bbbbbbbb', Client: 'cccccccc' }[kind]
  return new ObjectId(prefix + n.toString(16).padStart(16, '0'))
}

export function instantOf(n: number): Date {
  return new Date(START_MS + n * 60_000)
}

/**
 * Makes {@link MANY} events, one a minute: 50 agents and 5 apps over 8 places, 500 tickets, 200
 * clients as subject or related record, one address in 50, every hundredth a failure, and one
 * group of 1,000 in the middle, all at one instant.
 */
export function manyEvents(tenant: string): StoredEvent[] {
  const nextId = createIdSource()
  return Array.from({ length: MANY }, (_, n) =>
    sealEvent(eventAt(tenant, n), { id: nextId(), now: instantOf(n) }),
  )
}

function eventAt(tenant: string, n: number): AuditEvent {
  const place = PLACES[n % PLACES.length] ?? ''
  const operation = OPERATIONS[Math.floor(n / PLACES.length) % OPERATIONS.length] ?? ''
  const isMember = n >= 2_000 && n < 3_000
  const agent = Math.floor(n / 7) % 50
  const client = n % 200
  return {
    v: 1,
    tenant,
    at: instantOf(isMember ? 2_000 : n),
    // Two of five events have a time of the database: those that wrote to it.
    ...(n % 5 < 2 && { ct: { t: new Timestamp({ t: 1_800_000_000 + n, i: 1 }), n: 0 } }),
    // One rare type among many of the same filter key.
    type: n % 400 === 8 ? 'tickets.escalated' : `${place}.${operation}`,
    operation,
    place,
    category: place === 'auth' ? 'security' : 'records',
    severity: n % 250 === 0 ? 'warning' : 'info',
    outcome: n % 100 === 0 ? 'failure' : 'success',
    actor:
      n % 20 === 0
        ? { type: 'app', name: `app ${n % 5}` }
        : {
            type: agent === 49 ? 'client' : 'agent',
            id: idOf('Agent', agent),
            name: `Agent ${agent}`,
            email: `agent${agent}@example.com`,
          },
    target: { type: 'Ticket', id: idOf('Ticket', n % 500), name: `Ticket ${n % 500}` },
    ...(n % 4 === 0 && {
      subject: { type: 'Client', id: idOf('Client', client), name: `Client ${client}` },
    }),
    ...(n % 4 === 1 && {
      related: [
        { type: 'Client', id: idOf('Client', client), name: `Client ${client}` },
        { type: 'Organization', id: new Int32(n % 10) },
      ],
    }),
    origin: { ip: `192.0.2.${n % 50}` },
    ...(isMember && { group: { id: 'g-1', index: n - 2_000 } }),
    ...(n === 3_000 && { group: { id: 'g-1' } }),
  }
}

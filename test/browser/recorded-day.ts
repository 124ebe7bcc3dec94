/**
 * What stands in the log that the browser looks at? One day, 31 March 2026, whose instants never
 * change: one event of each kind that a screen shows differently, and enough others for two pages.
 */
import type { Actor, AuditEvent, Change } from '@rastro/core'

/** An event; what is left out is that of an ordinary change by Ana. */
export type DayEvent = Partial<AuditEvent> & {
  /** Under which a test finds its id. */
  readonly key?: string
}

export const ANA: Actor = {
  type: 'agent',
  id: 'u-1',
  name: 'Ana Example',
  email: 'ana@example.com',
}
export const BRUNO: Actor = {
  type: 'agent',
  id: 'u-2',
  name: 'Bruno Example',
  email: 'bruno@example.com',
}
export const CARLA: Actor = {
  type: 'client',
  id: 'c-1',
  name: 'Carla Example',
  email: 'carla@example.com',
}

export const CLIENT = { type: 'Client', id: 'client-1', name: 'Corner Shop Ltd' }
export const TICKET = { type: 'Ticket', id: 'ticket-7', name: 'Printer is on fire' }
export const ADDRESS = '203.0.113.45'

/** When the day's last event happened. */
export const DAY_END = new Date('2026-03-31T18:00:00.000Z')

const ORIGIN = {
  ip: ADDRESS,
  country: 'BR',
  city: 'São Paulo',
  browser: 'Chrome 120',
  os: 'Windows 10',
  device: 'desktop',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0',
}

/** How many events besides the special ones. */
export const ORDINARY = 130

/** The day, oldest last. */
export function recordedDay(): readonly DayEvent[] {
  return [...special(), ...ordinary()]
}

function special(): readonly DayEvent[] {
  return [
    {
      key: 'updated',
      at: minutesBefore(0),
      target: CLIENT,
      subject: CLIENT,
      changes: CHANGES,
      fidelity: 'exact',
      durability: 'majority',
      origin: ORIGIN,
      request: { id: 'request-1', method: 'PATCH', route: '/clients/:id', status: 200 },
      reason: 'The client asked for it by telephone',
    },
    {
      key: 'created',
      at: minutesBefore(30),
      type: 'clients.created',
      operation: 'create',
      target: CLIENT,
      changes: [
        { path: ['name'], op: 'add', after: 'Corner Shop Ltd' },
        { path: ['email'], op: 'add', after: 'shop@example.com' },
      ],
      fidelity: 'exact',
      origin: ORIGIN,
      request: { id: 'request-2', method: 'POST', route: '/clients', status: 201 },
    },
    {
      key: 'deleted',
      at: minutesBefore(10),
      type: 'tickets.deleted',
      operation: 'delete',
      place: 'tickets',
      severity: 'notice',
      actor: BRUNO,
      target: TICKET,
      subject: CLIENT,
      changes: [{ path: ['title'], op: 'remove', before: 'Printer is on fire' }],
      fidelity: 'exact',
      origin: { ...ORIGIN, ip: '198.51.100.23', city: 'Recife' },
      reason: 'Sent twice',
    },
    ...group(),
    {
      key: 'failed-login',
      at: minutesBefore(41),
      type: 'sessions.login-failed',
      operation: 'login-failed',
      place: 'sessions',
      category: 'authentication',
      severity: 'warning',
      outcome: 'failure',
      reason: 'wrong password',
      actor: { type: 'anonymous' },
      target: { type: 'Agent', id: 'u-2', name: 'Bruno Example' },
      origin: { ip: '192.0.2.66', country: 'PT', city: 'Lisboa' },
    },
    {
      key: 'login',
      at: minutesBefore(40),
      type: 'sessions.login',
      operation: 'login',
      place: 'sessions',
      category: 'authentication',
      actor: BRUNO,
      origin: { ip: '192.0.2.66', country: 'PT', city: 'Lisboa' },
    },
    {
      key: 'exported',
      at: minutesBefore(45),
      type: 'clients.exported',
      operation: 'export',
      category: 'exports',
      severity: 'notice',
      actor: CARLA,
      details: { rows: 1250, format: 'csv' },
      origin: ORIGIN,
    },
    {
      key: 'denied',
      at: minutesBefore(50),
      type: 'clients.deleted',
      operation: 'delete',
      outcome: 'denied',
      severity: 'warning',
      actor: { ...BRUNO, impersonator: { id: 'u-9', name: 'Dora Example' } },
      target: CLIENT,
      reason: 'not allowed',
      origin: ORIGIN,
    },
    {
      key: 'by-key',
      at: minutesBefore(55),
      actor: { type: 'api', id: 'k-1', name: 'Billing', via: 'key of Billing' },
      target: { type: 'Client', id: 'client-2', name: 'Bakery Sol' },
      changes: [{ path: ['phone'], op: 'replace', omitted: 'summary' }],
      fidelity: 'derived',
    },
  ]
}

const CHANGES: readonly Change[] = [
  { path: ['name'], op: 'replace', before: 'Corner Shop', after: 'Corner Shop Ltd' },
  { path: ['email'], op: 'add', after: 'shop@example.com' },
  { path: ['phone'], op: 'remove', before: '+55 11 5550 0100' },
  { path: ['address', 'city'], op: 'replace', before: 'Recife', after: 'São Paulo' },
  { path: ['tags'], op: 'replace', before: ['retail', 'late'], after: ['retail', 'vip'] },
  { path: ['credit'], op: 'replace', before: 0, after: 2500.5 },
  { path: ['active'], op: 'replace', before: false, after: true },
  { path: ['notes'], op: 'replace', before: '', after: null },
  { path: ['password'], op: 'replace', omitted: 'secret' },
  {
    path: ['description'],
    op: 'replace',
    before: 'A small shop at the corner that sells newspapers, sweets and batteries every day.',
    after: 'A small shop at the corner that sells newspapers, bread and batteries on weekdays.',
  },
]

const GROUP = '01JQPZ00000000000000000000'

function group(): readonly DayEvent[] {
  const shared = {
    type: 'tickets.bulk-deleted',
    operation: 'bulk-delete',
    place: 'tickets',
    severity: 'warning',
    actor: ANA,
    origin: ORIGIN,
  } as const
  return [
    {
      ...shared,
      key: 'group',
      at: minutesBefore(19),
      group: { id: GROUP },
      details: { counts: { tickets: 3 } },
      reason: 'Cleaning up',
    },
    ...[0, 1, 2].map((index) => ({
      ...shared,
      key: `member-${index}`,
      at: minutesBefore(20),
      target: { type: 'Ticket', id: `spam-${index}`, name: `Spam ${index}` },
      group: { id: GROUP, index },
    })),
  ]
}

/** Changes of clients, one every four minutes. */
function ordinary(): readonly DayEvent[] {
  return Array.from({ length: ORDINARY }, (_, i) => ({
    key: `ordinary-${i}`,
    at: minutesBefore(60 + 4 * i),
    actor: i % 3 === 0 ? BRUNO : ANA,
    target: { type: 'Client', id: `client-${100 + i}`, name: `Client ${100 + i}` },
    changes: [{ path: ['phone'], op: 'replace', before: `${i}`, after: `${i + 1}` }],
    fidelity: 'exact',
    origin: ORIGIN,
  }))
}

function minutesBefore(minutes: number): Date {
  return new Date(DAY_END.getTime() - minutes * 60_000)
}

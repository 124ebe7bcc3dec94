/** What if everything that is recorded were markup, a script's address, or both? */
import type { DayEvent } from './recorded-day.ts'

export const MARKUP = `<img src=x onerror=alert(1)>"'><b class="injected">`
const SCRIPT = 'javascript:alert(1)'
const AT = new Date('2026-03-31T15:00:00.000Z')

const TARGET = { type: MARKUP, id: MARKUP, name: MARKUP, organization: MARKUP }
const REFERENCE = { type: MARKUP, id: SCRIPT, name: MARKUP }

const SHARED: DayEvent = {
  actor: {
    type: MARKUP,
    id: MARKUP,
    name: MARKUP,
    email: MARKUP,
    via: MARKUP,
    impersonator: { id: MARKUP, name: MARKUP, email: MARKUP },
  },
  reason: MARKUP,
  account: { id: MARKUP, name: MARKUP },
  target: TARGET,
  subject: REFERENCE,
  related: [REFERENCE],
  details: { [MARKUP]: MARKUP, link: SCRIPT, [SCRIPT]: { [MARKUP]: [MARKUP] } },
  origin: {
    ip: '198.51.100.1',
    country: MARKUP,
    region: MARKUP,
    city: MARKUP,
    userAgent: MARKUP,
    browser: MARKUP,
    os: MARKUP,
    device: MARKUP,
  },
  request: { id: MARKUP, method: MARKUP, route: MARKUP, traceId: MARKUP, status: 200 },
}

/** One event of every kind that screens show differently, with markup in each of its strings. */
export function markedUpDay(): readonly DayEvent[] {
  return [
    {
      ...SHARED,
      key: 'marked',
      at: AT,
      changes: [
        { path: [MARKUP], op: 'replace', before: MARKUP, after: SCRIPT },
        { path: ['list', MARKUP], op: 'add', after: [MARKUP, SCRIPT] },
        { path: ['object'], op: 'remove', before: { [MARKUP]: MARKUP } },
        { path: ['ref'], op: 'replace', before: MARKUP, after: 'x', names: [REFERENCE] },
        { path: ['long'], op: 'replace', before: MARKUP.repeat(9), after: SCRIPT.repeat(9) },
      ],
    },
    { ...SHARED, at: before(1), place: MARKUP, operation: MARKUP, type: MARKUP, category: MARKUP },
    {
      ...SHARED,
      at: before(2),
      type: 'sessions.login-failed',
      operation: 'login-failed',
      place: 'sessions',
      outcome: 'failure',
    },
    { ...SHARED, at: before(3), type: 'clients.exported', operation: 'export' },
    {
      ...SHARED,
      at: before(4),
      type: 'clients.deleted',
      operation: 'delete',
      group: { id: '01JQPZ00000000000000000001' },
    },
    {
      ...SHARED,
      at: before(5),
      type: 'clients.deleted',
      operation: 'delete',
      group: { id: '01JQPZ00000000000000000001', index: 0 },
    },
  ]
}

function before(minutes: number): Date {
  return new Date(AT.getTime() - minutes * 60_000)
}

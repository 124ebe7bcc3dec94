/** What do an event, and a row of a list, look like in JSON? */
import type { JsonValue } from '@rastro/core'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const WHOLE = { type: 'integer' } as const
const INSTANT = { type: 'string', format: 'date-time' } as const
/** A stored value in relaxed Extended JSON: anything. */
export const VALUE: Schema = { description: 'MongoDB Extended JSON v2, relaxed.' }

const IDENTITY = { id: TEXT, name: TEXT, email: TEXT } as const

export const REFERENCE = object({ type: TEXT, id: TEXT, name: TEXT }, ['type', 'id'])

const GROUP = object(
  {
    id: TEXT,
    index: { type: 'integer', minimum: 0, description: 'Absent on the head of the group.' },
  },
  ['id'],
)

const FOLDED: Schema = {
  ...object({ id: TEXT, unfinished: { type: 'boolean' } }, ['id', 'unfinished']),
  description: 'Set by `groups=1` where the entry stands for a group.',
}

const OUTCOME = { type: 'string', enum: ['success', 'failure', 'denied'] } as const
const SEVERITY = { type: 'string', enum: ['info', 'notice', 'warning', 'critical'] } as const

export const CHANGE = object(
  {
    path: { type: 'array', items: TEXT, minItems: 1 },
    op: { type: 'string', enum: ['add', 'replace', 'remove'] },
    before: VALUE,
    after: VALUE,
    omitted: { type: 'string', enum: ['size', 'summary', 'secret'] },
  },
  ['path', 'op'],
)

const PATCH: Schema = {
  type: 'array',
  description: 'RFC 6902. Values that were left out of the event have no operation.',
  items: object(
    { op: { type: 'string', enum: ['add', 'replace', 'remove'] }, path: TEXT, value: VALUE },
    ['op', 'path'],
  ),
}

const SEQUENCE: Schema = {
  type: 'integer',
  minimum: 1,
  description: 'Its place in the order of the log; only with `after`.',
}

const PROPERTIES: Readonly<Record<string, Schema>> = {
  id: { type: 'string', pattern: '^[0-9A-Z]{26}$' },
  sequence: SEQUENCE,
  v: { const: 1 },
  tenant: TEXT,
  at: { ...INSTANT, description: "When it happened, by the server's clock." },
  recordedAt: INSTANT,
  ct: {
    ...object({ t: { type: 'object' }, n: WHOLE }, ['t', 'n']),
    description: "Where the write stands in its database's own order.",
  },
  clientTime: object({ at: INSTANT, offsetMinutes: { type: 'number' }, zone: TEXT }, [
    'at',
    'offsetMinutes',
  ]),
  type: TEXT,
  operation: TEXT,
  place: TEXT,
  category: TEXT,
  severity: SEVERITY,
  outcome: OUTCOME,
  reason: TEXT,
  actor: object({ type: TEXT, ...IDENTITY, via: TEXT, impersonator: object(IDENTITY) }, ['type']),
  account: object(IDENTITY),
  target: object({ type: TEXT, id: TEXT, name: TEXT, organization: TEXT }, ['type', 'id']),
  subject: REFERENCE,
  related: { type: 'array', items: REFERENCE, maxItems: 8 },
  changes: { type: 'array', items: CHANGE },
  fidelity: { type: 'string', enum: ['exact', 'derived', 'intent'] },
  durability: { type: 'string', enum: ['majority', 'local'] },
  details: { type: 'object' },
  origin: object({
    ip: TEXT,
    country: TEXT,
    region: TEXT,
    city: TEXT,
    userAgent: TEXT,
    browser: TEXT,
    os: TEXT,
    device: TEXT,
  }),
  request: object({ id: TEXT, method: TEXT, route: TEXT, status: WHOLE, traceId: TEXT }),
  group: GROUP,
  sentence: { type: 'string', description: "What happened, in the request's language." },
}

const REQUIRED = [
  'id',
  'v',
  'tenant',
  'at',
  'recordedAt',
  'type',
  'operation',
  'place',
  'category',
  'severity',
  'outcome',
  'actor',
  'sentence',
]

export const EVENT_SCHEMAS = {
  Event: object({ ...PROPERTIES, folded: FOLDED }, REQUIRED),
  OpenedEvent: object({ ...PROPERTIES, patch: PATCH }, REQUIRED),
  Row: object(
    {
      id: TEXT,
      sequence: SEQUENCE,
      at: INSTANT,
      actor: object({ type: TEXT, name: TEXT }, ['type']),
      operation: TEXT,
      place: TEXT,
      target: REFERENCE,
      outcome: OUTCOME,
      severity: SEVERITY,
      changes: { type: 'integer', minimum: 0, description: 'How many paths changed.' },
      group: GROUP,
      folded: FOLDED,
      sentence: { type: 'string', description: 'Where there is no record to name.' },
    },
    ['id', 'at', 'actor', 'operation', 'place', 'outcome', 'severity', 'changes'],
  ),
} as const satisfies Readonly<Record<string, Schema>>

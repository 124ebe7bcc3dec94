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

const CHANGE_PROPERTIES: Readonly<Record<string, Schema>> = {
  path: { type: 'array', items: TEXT, minItems: 1 },
  op: { type: 'string', enum: ['add', 'replace', 'remove'] },
  before: VALUE,
  after: VALUE,
  omitted: { type: 'string', enum: ['size', 'summary', 'secret', 'erased'] },
  masked: {
    type: 'array',
    items: { type: 'string', enum: ['before', 'after'] },
    description: 'Which of the values are masked, because they are personal data and not the last.',
  },
  names: {
    type: 'array',
    items: REFERENCE,
    description: 'Records whose ids the values hold, as they were called then.',
  },
}

export const CHANGE = object(CHANGE_PROPERTIES, ['path', 'op'])

const TEXTS = { type: 'array', items: TEXT } as const

/** A change with its words. */
export const READABLE_CHANGE: Schema = object(
  {
    ...CHANGE_PROPERTIES,
    label: { ...TEXT, description: "What the path is called, in the request's language." },
    kind: { type: 'string', enum: ['added', 'changed', 'removed'] },
    text: { ...TEXT, description: 'The whole change in one line.' },
    beforeText: { ...TEXT, description: '`before` in words; absent where there was no value.' },
    afterText: { ...TEXT, description: '`after` in words.' },
    added: { ...TEXTS, description: 'Items that came to a list.' },
    removed: { ...TEXTS, description: 'Items that went.' },
    moved: { const: true, description: 'The items that stayed are in another order.' },
    omittedText: { ...TEXT, description: '`omitted` in words.' },
  },
  ['path', 'op', 'label', 'kind', 'text'],
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
  actor: object(
    { type: TEXT, ...IDENTITY, model: TEXT, via: TEXT, impersonator: object(IDENTITY) },
    ['type'],
  ),
  account: object(IDENTITY),
  target: object({ type: TEXT, id: TEXT, name: TEXT, organization: TEXT }, ['type', 'id']),
  subject: REFERENCE,
  related: { type: 'array', items: REFERENCE, maxItems: 8 },
  changes: { type: 'array', items: READABLE_CHANGE },
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

const OPENED: Readonly<Record<string, Schema>> = {
  title: { ...TEXT, description: 'The sentence without what changed.' },
  around: {
    ...object({ newer: { type: ['string', 'null'] }, older: { type: ['string', 'null'] } }, [
      'newer',
      'older',
    ]),
    description: 'The events beside it, by time, in the list that the query gives.',
  },
  partial: {
    description: 'Values that the event does not have; null where none is missing.',
    anyOf: [
      { type: 'null' },
      object(
        {
          hidden: WHOLE,
          of: WHOLE,
          because: { type: 'array', items: object({ reason: TEXT, n: WHOLE }, ['reason', 'n']) },
        },
        ['hidden', 'of', 'because'],
      ),
    ],
  },
  detailLabels: {
    type: 'object',
    additionalProperties: TEXT,
    description:
      'What details are called, by their paths; those of own event types keep their names.',
  },
  links: {
    ...object({ record: TEXT, person: TEXT, organization: TEXT }),
    description: "The application's own pages.",
  },
}

export const EVENT_SCHEMAS = {
  Event: object({ ...PROPERTIES, folded: FOLDED }, REQUIRED),
  OpenedEvent: object({ ...PROPERTIES, patch: PATCH, ...OPENED }, [
    ...REQUIRED,
    ...Object.keys(OPENED),
  ]),
  Row: object(
    {
      id: TEXT,
      sequence: SEQUENCE,
      at: INSTANT,
      actor: object(
        {
          type: TEXT,
          name: TEXT,
          email: TEXT,
          via: TEXT,
          by: { type: 'string', description: 'Who really acted, in the name of this one.' },
        },
        ['type'],
      ),
      operation: TEXT,
      place: TEXT,
      target: REFERENCE,
      outcome: OUTCOME,
      severity: SEVERITY,
      changes: { type: 'integer', minimum: 0, description: 'How many paths changed.' },
      client: {
        type: 'string',
        description: 'Whom the data is about, where that is not the record itself.',
      },
      ip: TEXT,
      group: GROUP,
      folded: FOLDED,
      url: { type: 'string', description: "Its record's own page, where no template makes it." },
      sentence: {
        type: 'string',
        description:
          'At most 160 characters: where no record is named, of groups, and where asked for.',
      },
    },
    ['id', 'at', 'actor', 'operation', 'place', 'outcome', 'severity', 'changes'],
  ),
} as const satisfies Readonly<Record<string, Schema>>

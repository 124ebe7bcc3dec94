/** What do the answers that single screens need look like in JSON? */
import { LANGUAGES } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import { COLUMN_PATTERN, DENSITIES, MAX_COLUMNS, THEMES } from '../personal/preferences.ts'
import { VIEW_LIMITS, VIEW_SCREENS } from '../personal/saved-views.ts'
import { SUSPICIONS } from '../rollup/suspicion.ts'
import { REFERENCE, VALUE } from './event-schemas.ts'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const WHOLE = { type: 'integer', minimum: 0 } as const
const NUMBER = { type: 'number', minimum: 0 } as const
const FLAG = { type: 'boolean' } as const
const INSTANT = { type: 'string', format: 'date-time' } as const

export const PERSON: Readonly<Record<string, Schema>> = {
  type: TEXT,
  id: TEXT,
  name: TEXT,
  email: TEXT,
}

const NAME: Schema = { type: 'string', minLength: 1, maxLength: VIEW_LIMITS.nameChars }
const QUERY: Schema = {
  type: 'string',
  maxLength: VIEW_LIMITS.queryChars,
  description: 'A query string without its question mark; keys that are not known are kept.',
}
const SCREEN: Schema = { type: 'string', enum: [...VIEW_SCREENS] }

const ROWS: Schema = {
  type: 'array',
  maxItems: 20,
  items: { $ref: '#/components/schemas/Row' },
}

const COUNTED = { n: WHOLE, failed: WHOLE, first: INSTANT, last: INSTANT } as const
const COUNTED_KEYS = Object.keys(COUNTED)
const MOMENT: Schema = {
  anyOf: [{ type: 'null' }, object({ at: INSTANT, event: TEXT }, ['at', 'event'])],
}

const MORE = ['operations', 'actions', 'addresses', 'people', 'agents', 'places', 'records']

const ROLL_UP: Readonly<Record<string, Schema>> = {
  subject: {
    ...object(
      {
        kind: { type: 'string', enum: ['person', 'address'] },
        ...PERSON,
        ip: TEXT,
        country: TEXT,
        region: TEXT,
        city: TEXT,
        url: TEXT,
      },
      ['kind'],
    ),
    description: 'As the newest event names it.',
  },
  period: {
    ...object({ from: INSTANT, to: INSTANT }, ['from', 'to']),
    description: '`to` is exclusive.',
  },
  covered: {
    ...object({ from: INSTANT, n: WHOLE, capped: FLAG }, ['from', 'n', 'capped']),
    description:
      'The numbers count these `n` events. `capped`: older ones of the period were not read.',
  },
  outcomes: object({ success: WHOLE, failure: WHOLE, denied: WHOLE }, [
    'success',
    'failure',
    'denied',
  ]),
  days: list({
    day: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
    n: WHOLE,
    failed: WHOLE,
  }),
  operations: list({ operation: TEXT, n: WHOLE, failed: WHOLE }),
  actions: list({
    type: TEXT,
    place: TEXT,
    operation: TEXT,
    outcome: TEXT,
    n: WHOLE,
    first: INSTANT,
    last: INSTANT,
    event: { ...TEXT, description: 'The newest.' },
    sentence: TEXT,
  }),
  signIns: object(
    {
      succeeded: WHOLE,
      failed: {
        ...WHOLE,
        description: "Also tries of the person's e-mail address by whoever it was.",
      },
      blocked: WHOLE,
      last: { anyOf: [INSTANT, { type: 'null' }] },
      lastFailed: { anyOf: [INSTANT, { type: 'null' }] },
      capped: { ...FLAG, description: 'Older tries of the period were not read.' },
    },
    ['succeeded', 'failed', 'blocked', 'last', 'lastFailed', 'capped'],
  ),
  exports: object(
    {
      n: WHOLE,
      rows: { ...NUMBER, description: 'Of those that said how many.' },
      latest: list({
        event: TEXT,
        at: INSTANT,
        type: TEXT,
        place: TEXT,
        rows: { type: ['number', 'null'] },
        format: { type: ['string', 'null'] },
      }),
    },
    ['n', 'rows', 'latest'],
  ),
  addresses: list({ ip: TEXT, country: TEXT, region: TEXT, city: TEXT, ...COUNTED }, [
    'ip',
    ...COUNTED_KEYS,
  ]),
  people: list({ ...PERSON, ...COUNTED }, ['type', ...COUNTED_KEYS]),
  agents: list({ browser: TEXT, os: TEXT, device: TEXT, ...COUNTED }, COUNTED_KEYS),
  places: list({ place: TEXT, n: WHOLE, last: INSTANT }),
  records: list({ type: TEXT, id: TEXT, name: TEXT, n: WHOLE, last: INSTANT, url: TEXT }, [
    'type',
    'id',
    'n',
    'last',
  ]),
  more: {
    ...object(Object.fromEntries(MORE.map((name) => [name, WHOLE])), MORE),
    description: 'How many each list left out.',
  },
  first: { ...MOMENT, description: 'Of the whole log.' },
  last: { ...MOMENT, description: 'Of the whole log.' },
  status: object(
    {
      level: { type: 'string', enum: ['normal', 'suspicious'] },
      reasons: list({ reason: { type: 'string', enum: [...SUSPICIONS] }, n: WHOLE, at: INSTANT }),
    },
    ['level', 'reasons'],
  ),
}

export const SCREEN_SCHEMAS = {
  View: object({ name: NAME, query: QUERY, screen: SCREEN, replaces: NAME }, ['name', 'query']),
  Views: object(
    {
      views: {
        ...list({ name: NAME, query: QUERY, screen: SCREEN, at: INSTANT }),
        maxItems: VIEW_LIMITS.views,
      },
    },
    ['views'],
  ),
  Preferences: object({
    columns: orNull({
      type: 'array',
      maxItems: MAX_COLUMNS,
      uniqueItems: true,
      items: { type: 'string', pattern: COLUMN_PATTERN },
    }),
    density: orNull({ type: 'string', enum: [...DENSITIES] }),
    theme: orNull({ type: 'string', enum: [...THEMES] }),
    language: orNull({ type: 'string', enum: [...LANGUAGES] }),
    zone: orNull({ type: 'string', description: 'IANA zone in which times are shown.' }),
    shortcuts: orNull(FLAG),
  }),
  Related: object(
    {
      request: ROWS,
      record: ROWS,
      person: { ...ROWS, description: 'Within 15 minutes.' },
      queries: {
        ...object({ record: { type: ['string', 'null'] }, person: { type: ['string', 'null'] } }, [
          'record',
          'person',
        ]),
        description: 'Query strings of the whole lists.',
      },
    },
    ['request', 'record', 'person', 'queries'],
  ),
  ValueHistory: object(
    {
      target: REFERENCE,
      path: { type: 'array', items: TEXT, minItems: 1 },
      points: list(
        {
          at: INSTANT,
          event: TEXT,
          actor: object(PERSON, ['type']),
          kind: {
            type: 'string',
            enum: ['set', 'removed', 'within'],
            description: '`within`: something below the path changed; its value is not told.',
          },
          value: VALUE,
          before: VALUE,
          omitted: { type: 'string', enum: ['size', 'summary', 'secret', 'erased'] },
          path: { type: 'array', items: TEXT, description: 'What changed below it.' },
        },
        ['at', 'event', 'actor', 'kind'],
      ),
      next: { type: ['string', 'null'] },
    },
    ['target', 'path', 'points', 'next'],
  ),
  Group: object(
    {
      id: TEXT,
      head: { anyOf: [{ $ref: '#/components/schemas/Event' }, { type: 'null' }] },
      unfinished: FLAG,
      members: object({ n: WHOLE, exact: FLAG }, ['n', 'exact']),
      counts: {
        anyOf: [{ type: 'object', additionalProperties: NUMBER }, { type: 'null' }],
        description: 'By place, as the head says it.',
      },
    },
    ['id', 'head', 'unfinished', 'members', 'counts'],
  ),
  RollUp: object(ROLL_UP, Object.keys(ROLL_UP)),
} as const satisfies Readonly<Record<string, Schema>>

function list(properties: Readonly<Record<string, Schema>>, required?: readonly string[]): Schema {
  return { type: 'array', items: object(properties, required ?? Object.keys(properties)) }
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] }
}

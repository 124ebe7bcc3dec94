/** What do the API's bodies look like? JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
import { ERROR_CODES, LANGUAGES, MAX_COUNT, QUERY_LIMITS } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import { PERMISSIONS } from '../access/authorize.ts'
import type { SchemaName } from '../routes/routes.ts'
import { COMPLETENESS_SCHEMAS } from './completeness-schema.ts'
import { EVENT_SCHEMAS } from './event-schemas.ts'
import { PAST_SCHEMAS } from './past-schemas.ts'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const
const INSTANT = { type: 'string', format: 'date-time' } as const

const SPANS: Schema = {
  type: 'array',
  description: 'Oldest first; a span without `to` is still open.',
  items: object({ from: INSTANT, to: INSTANT }, ['from']),
}

const FLAGS: Schema = { type: 'object', additionalProperties: FLAG }

const LABELLED: Schema = {
  type: 'array',
  items: object({ value: TEXT, label: TEXT }, ['value', 'label']),
}

const CLIENT_MODE: Schema = {
  type: 'string',
  enum: ['summary', 'full'],
  description: "Of a person's data: names of changed fields only, or their values too.",
}

export const SCHEMAS: Readonly<Record<SchemaName | 'Row', Schema>> = {
  ...EVENT_SCHEMAS,
  ...PAST_SCHEMAS,
  ...COMPLETENESS_SCHEMAS,
  EventPage: object(
    {
      events: {
        type: 'array',
        description: 'Whole events, or rows with `view=row`.',
        items: {
          anyOf: [{ $ref: '#/components/schemas/Event' }, { $ref: '#/components/schemas/Row' }],
        },
      },
      next: { type: ['string', 'null'], description: 'Cursor of the next page; null at the end.' },
      count: {
        description: 'Null unless `count=1`.',
        anyOf: [
          { type: 'null' },
          object(
            {
              n: { type: 'integer', minimum: 0, maximum: MAX_COUNT },
              exact: { type: 'boolean', description: 'False: that many or more.' },
            },
            ['n', 'exact'],
          ),
        ],
      },
      sequencedUpTo: {
        type: ['integer', 'null'],
        description:
          'The sequence number up to which the answer is complete; null where events have none.',
      },
    },
    ['events', 'next', 'count', 'sequencedUpTo'],
  ),
  Meta: object(
    {
      version: TEXT,
      title: TEXT,
      tenant: TEXT,
      language: { type: 'string', enum: [...LANGUAGES] },
      languages: { type: 'array', items: { type: 'string', enum: [...LANGUAGES] } },
      zone: { type: 'string', description: "IANA time zone of the audit's days." },
      features: FLAGS,
      can: { type: 'array', items: { type: 'string', enum: [...PERMISSIONS] } },
      confined: { type: 'boolean', description: 'True for a reader who sees a part of the log.' },
      operations: LABELLED,
      places: { type: 'array', items: placeSchema() },
      actorTypes: LABELLED,
      apps: { ...LABELLED, description: 'Named apps that the log has seen, as values of `ut`.' },
      categories: LABELLED,
      severities: LABELLED,
      outcomes: LABELLED,
      types: {
        type: 'array',
        items: object({ value: TEXT, label: TEXT, place: TEXT, operation: TEXT }, [
          'value',
          'label',
          'place',
          'operation',
        ]),
      },
    },
    [
      'version',
      'tenant',
      'language',
      'languages',
      'zone',
      'features',
      'can',
      'confined',
      'operations',
      'places',
      'actorTypes',
      'apps',
      'categories',
      'severities',
      'outcomes',
      'types',
    ],
  ),
  Config: object(
    {
      version: { type: 'integer', minimum: 0, description: '0: never saved.' },
      clientMode: CLIENT_MODE,
      showLastValue: FLAG,
      changedAt: INSTANT,
      places: {
        type: 'array',
        items: object(
          {
            place: TEXT,
            on: FLAG,
            mandatory: FLAG,
            operations: FLAGS,
            by: { type: 'string', enum: ['catalog', 'code', 'administrator', 'model'] },
            audited: SPANS,
          },
          ['place', 'on', 'mandatory', 'operations', 'by', 'audited'],
        ),
      },
    },
    ['version', 'clientMode', 'showLastValue', 'places'],
  ),
  ConfigChange: object({
    places: {
      type: 'object',
      additionalProperties: object({ on: FLAG, operations: FLAGS }, ['on']),
    },
    clientMode: CLIENT_MODE,
    showLastValue: FLAG,
    reason: { type: 'string', maxLength: 1000, description: 'Stands in the event of the change.' },
  }),
  Error: object(
    {
      code: { type: 'string', enum: Object.keys(ERROR_CODES) },
      message: TEXT,
      field: { type: 'string', description: 'The query key or path that was wrong.' },
      permission: { type: 'string', description: 'The permission that is missing.' },
      paths: {
        type: 'array',
        items: { type: 'array', items: TEXT },
        description: 'Paths of the record that stand in the way of a revert; empty: all of it.',
      },
      events: { type: 'array', items: TEXT, description: 'Events that stand in its way.' },
      requestId: TEXT,
    },
    ['code', 'message'],
  ),
  OpenApi: { type: 'object', required: ['openapi', 'info', 'paths'] },
}

export const QUERY_DESCRIPTION =
  `At most ${QUERY_LIMITS.valuesPerKey} values of ${QUERY_LIMITS.charsPerValue} characters per ` +
  `key, ${QUERY_LIMITS.totalBytes} bytes in all.`

function placeSchema(): Schema {
  return object(
    {
      value: TEXT,
      label: TEXT,
      section: TEXT,
      operations: { type: 'array', items: TEXT },
      mandatory: FLAG,
      personal: FLAG,
      on: FLAG,
      audited: SPANS,
    },
    ['value', 'label', 'operations', 'mandatory', 'personal', 'on', 'audited'],
  )
}

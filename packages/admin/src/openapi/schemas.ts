/** What do the API's bodies look like? JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
import { ERROR_CODES, LANGUAGES, MAX_COUNT, QUERY_LIMITS } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import { PERMISSIONS } from '../access/authorize.ts'
import type { SchemaName } from '../routes/route.ts'
import { COMPLETENESS_SCHEMAS } from './completeness-schema.ts'
import { CONFIG_SCHEMAS, SPANS } from './config-schemas.ts'
import { EVENT_SCHEMAS } from './event-schemas.ts'
import { PAST_SCHEMAS } from './past-schemas.ts'
import { object } from './object-schema.ts'
import { REQUEST_SCHEMAS } from './request-schemas.ts'
import { PERSON, SCREEN_SCHEMAS } from './screen-schemas.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const
const INSTANT = { type: 'string', format: 'date-time' } as const

const FLAGS: Schema = { type: 'object', additionalProperties: FLAG }

const TEMPLATES: Schema = { type: 'object', additionalProperties: TEXT }

const LABELLED: Schema = {
  type: 'array',
  items: object({ value: TEXT, label: TEXT }, ['value', 'label']),
}

/** What every page of events says. */
const PAGE: Readonly<Record<string, Schema>> = {
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
          lines: {
            type: 'integer',
            minimum: 0,
            description: 'With `groups=1`: how many entries these are, each group one of them.',
          },
          looks: {
            type: 'integer',
            minimum: 0,
            maximum: MAX_COUNT,
            description:
              'With `looks=0`: how many looks at the log are left out, that many or more at the most.',
          },
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
}

const PAGE_KEYS = ['events', 'next', 'count', 'sequencedUpTo'] as const

export const SCHEMAS: Readonly<Record<SchemaName | 'Row', Schema>> = {
  ...EVENT_SCHEMAS,
  ...PAST_SCHEMAS,
  ...COMPLETENESS_SCHEMAS,
  ...CONFIG_SCHEMAS,
  ...SCREEN_SCHEMAS,
  ...REQUEST_SCHEMAS,
  EventPage: object(PAGE, PAGE_KEYS),
  HistoryPage: object(
    {
      ...PAGE,
      place: {
        type: ['string', 'null'],
        description:
          'Where such records are audited: as their events say, or the model. `meta` says since when.',
      },
    },
    [...PAGE_KEYS, 'place'],
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
      person: {
        anyOf: [{ type: 'null' }, object(PERSON, ['type'])],
        description: 'The asker, where somebody knows who it is.',
      },
      hasData: {
        type: 'boolean',
        description: 'False: nothing of the application was ever recorded.',
      },
      retention: { type: 'null', description: 'Nothing is deleted by itself.' },
      columns: {
        type: 'array',
        items: object({ value: TEXT, default: FLAG }, ['value', 'default']),
      },
      links: {
        ...object(
          {
            records: TEMPLATES,
            people: TEMPLATES,
            organizations: { type: ['string', 'null'] },
          },
          ['records', 'people', 'organizations'],
        ),
        description:
          "Templates of the application's own pages, by record type and by user type, with `{id}`, `{name}` and `{type}`.",
      },
      operations: LABELLED,
      places: { type: 'array', items: placeSchema() },
      actorTypes: LABELLED,
      apps: { ...LABELLED, description: 'Named apps that the log has seen, as values of `ut`.' },
      categories: LABELLED,
      severities: LABELLED,
      outcomes: LABELLED,
      recordTypes: LABELLED,
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
      'person',
      'hasData',
      'retention',
      'columns',
      'links',
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
      conflict: {
        anyOf: [
          { type: 'null' },
          object(
            {
              version: { type: 'integer' },
              at: INSTANT,
              by: object(PERSON, ['type']),
              event: TEXT,
            },
            ['at', 'by', 'event'],
          ),
        ],
        description: 'Who was faster, where the asker may know.',
      },
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

/** What does the audit configuration look like in JSON? */
import type { JsonValue } from '@rastro/core'
import { CHANGE } from './event-schemas.ts'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const
const INSTANT = { type: 'string', format: 'date-time' } as const

export const SPANS: Schema = {
  type: 'array',
  description: 'Oldest first; a span without `to` is still open.',
  items: object({ from: INSTANT, to: INSTANT }, ['from']),
}

const FLAGS: Schema = { type: 'object', additionalProperties: FLAG }

const CLIENT_MODE: Schema = {
  type: 'string',
  enum: ['summary', 'full'],
  description: "Of a person's data: names of changed fields only, or their values too.",
}

const CLIENT_MODES: Schema = {
  type: 'object',
  additionalProperties: CLIENT_MODE,
  description: 'Of single places, where it is another one.',
}

const STATE = {
  place: TEXT,
  on: FLAG,
  mandatory: FLAG,
  operations: FLAGS,
  by: { type: 'string', enum: ['catalog', 'code', 'administrator', 'model'] },
} as const satisfies Readonly<Record<string, Schema>>

const CONFIG_CHANGE = object({
  places: {
    type: 'object',
    additionalProperties: object({ on: FLAG, operations: FLAGS }, ['on']),
  },
  clientMode: CLIENT_MODE,
  clientModes: {
    type: 'object',
    additionalProperties: {
      ...CLIENT_MODE,
      type: ['string', 'null'],
      enum: ['summary', 'full', null],
    },
    description:
      'Of single places; null for the mode that counts for all. Others stay as they are.',
  },
  showLastValue: FLAG,
  reason: { type: 'string', maxLength: 1000, description: 'Stands in the event of the change.' },
})

const SAMPLE = object(
  {
    place: TEXT,
    operation: TEXT,
    recorded: FLAG,
    because: { type: 'string', enum: ['on', 'off', 'mandatory', 'not-listed'] },
    values: CLIENT_MODE,
    source: {
      type: 'string',
      enum: ['event', 'catalog'],
      description: '`catalog`: nothing was recorded there yet.',
    },
    event: { anyOf: [{ $ref: '#/components/schemas/Event' }, { type: 'null' }] },
    fields: { type: 'array', items: TEXT, description: 'What every event has.' },
  },
  ['place', 'operation', 'recorded', 'because', 'values', 'source', 'event', 'fields'],
)

export const CONFIG_SCHEMAS = {
  Config: object(
    {
      version: { type: 'integer', minimum: 0, description: '0: never saved.' },
      clientMode: CLIENT_MODE,
      clientModes: CLIENT_MODES,
      showLastValue: FLAG,
      changedAt: INSTANT,
      places: {
        type: 'array',
        items: object(
          {
            ...STATE,
            label: TEXT,
            section: TEXT,
            personal: { ...FLAG, description: 'The client mode applies to its records.' },
            locked: {
              anyOf: [
                { type: 'null' },
                object({ reason: { type: 'string', enum: ['mandatory'] } }, ['reason']),
              ],
              description: 'Why nobody can switch it.',
            },
            option: {
              type: ['string', 'null'],
              description: 'The option of `createAudit` that decides, until an administrator does.',
            },
            audited: SPANS,
          },
          [...Object.keys(STATE), 'label', 'personal', 'locked', 'option', 'audited'],
        ),
      },
    },
    ['version', 'clientMode', 'clientModes', 'showLastValue', 'places'],
  ),
  ConfigChange: CONFIG_CHANGE,
  ConfigDraft: object({
    change: { $ref: '#/components/schemas/ConfigChange' },
    sample: object({ place: TEXT, operation: TEXT }, ['place']),
  }),
  ConfigPreview: object(
    {
      changes: { type: 'array', items: CHANGE },
      clientMode: CLIENT_MODE,
      clientModes: CLIENT_MODES,
      showLastValue: FLAG,
      places: { type: 'array', items: object(STATE, Object.keys(STATE)) },
      sample: { anyOf: [SAMPLE, { type: 'null' }] },
    },
    ['changes', 'clientMode', 'clientModes', 'showLastValue', 'places', 'sample'],
  ),
  Activity: object(
    {
      places: {
        type: 'array',
        items: object(
          {
            place: TEXT,
            last: {
              anyOf: [{ type: 'null' }, object({ at: INSTANT, event: TEXT }, ['at', 'event'])],
            },
            days: {
              type: ['integer', 'null'],
              minimum: 0,
              description: 'Whole days of 24 hours since then.',
            },
          },
          ['place', 'last', 'days'],
        ),
      },
    },
    ['places'],
  ),
} as const satisfies Readonly<Record<string, Schema>>

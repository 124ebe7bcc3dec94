/** What do a record's past, a difference and a revert look like in JSON? */
import type { JsonValue } from '@rastro/core'
import { READABLE_CHANGE, REFERENCE, VALUE } from './event-schemas.ts'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const EVENT: Schema = { type: ['string', 'null'] }
const PATH: Schema = { type: 'array', items: TEXT, description: 'Empty: the whole record.' }
const EXISTS: Schema = { type: ['boolean', 'null'], description: 'Null: not known.' }
const STATUS: Schema = { type: 'string', enum: ['exact', 'derived', 'incomplete'] }

const CERTAINTY: Readonly<Record<string, Schema>> = {
  status: {
    ...STATUS,
    description:
      '`exact`: every event on the way has exact images, and they add up to the live record. `derived`: worked out, with nothing against it. `incomplete`: the paths in `missing` are not known.',
  },
  reason: {
    type: 'string',
    enum: [
      'not-captured',
      'intent',
      'left-out',
      'before-history',
      'history-begins-later',
      'not-checked',
      'one-sided',
      'derived-events',
    ],
    description: 'Why it is not `exact`.',
  },
  missing: {
    type: 'array',
    items: object(
      {
        path: PATH,
        because: {
          type: 'string',
          enum: [
            'size',
            'summary',
            'secret',
            'erased',
            'ignored',
            'intent',
            'not-captured',
            'before-history',
          ],
        },
        event: { ...TEXT, description: 'The event that left it out, or first does not fit.' },
      },
      ['path', 'because'],
    ),
  },
  checkedAgainst: { type: 'string', enum: ['live', 'nothing'] },
  breaks: {
    type: 'array',
    description: 'Events that do not fit what came before them: something wrote past the capture.',
    items: object({ path: PATH, event: TEXT }, ['path', 'event']),
  },
}

const CERTAIN = ['status', 'missing', 'checkedAgainst', 'breaks']

const END = object({ exists: EXISTS, event: EVENT, status: STATUS }, ['exists', 'event', 'status'])

export const PAST_SCHEMAS = {
  State: object(
    {
      target: REFERENCE,
      exists: EXISTS,
      record: { ...VALUE, description: 'What is known of it; null if nothing, or there was none.' },
      properties: {
        type: 'array',
        items: READABLE_CHANGE,
        description: 'The same with words: each value, as a creation would tell it.',
      },
      event: { ...EVENT, description: 'The last event that is part of it; null before the first.' },
      ...CERTAINTY,
    },
    ['target', 'exists', 'record', 'properties', 'event', ...CERTAIN],
  ),
  Comparison: object(
    {
      target: REFERENCE,
      changes: { type: 'array', items: READABLE_CHANGE },
      from: END,
      to: END,
      ...CERTAINTY,
    },
    ['target', 'changes', 'from', 'to', ...CERTAIN],
  ),
  Revert: object({
    event: { ...TEXT, description: 'The event to take back; or `target` and `to`.' },
    target: object({ type: TEXT, id: TEXT }, ['type', 'id']),
    to: { ...TEXT, description: 'An instant, as `at` of `state` is given.' },
    reason: {
      type: 'string',
      minLength: 1,
      maxLength: 1000,
      description: 'Stands in the event of the write; only a dry run needs none.',
    },
    dryRun: { type: 'boolean', description: 'Says what would be written, and writes nothing.' },
    latest: {
      ...TEXT,
      description: 'The newest write that the asker knows of; a newer one is a conflict.',
    },
  }),
  Reverted: object(
    {
      target: REFERENCE,
      operation: { type: 'string', enum: ['insert', 'update', 'delete', 'none'] },
      changes: { type: 'array', items: READABLE_CHANGE },
      dryRun: { type: 'boolean' },
      event: { ...EVENT, description: 'The event of this write; null where nothing was written.' },
      latest: EVENT,
      left: { type: 'array', items: PATH, description: 'Paths that are left as they are.' },
    },
    ['target', 'operation', 'changes', 'dryRun', 'event', 'latest', 'left'],
  ),
} as const satisfies Readonly<Record<string, Schema>>

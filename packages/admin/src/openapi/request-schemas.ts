/** What do requests of persons about their data look like in JSON? */
import { ERASURE_METHODS, REQUEST_KINDS, REQUEST_LIMITS, REQUEST_STATES } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import { object } from './object-schema.ts'

type Schema = { readonly [key: string]: JsonValue }

const TEXT = { type: 'string' } as const
const FLAG = { type: 'boolean' } as const
const WHOLE = { type: 'integer', minimum: 0 } as const
const INSTANT = { type: 'string', format: 'date-time' } as const
const SHORT: Schema = { type: 'string', minLength: 1, maxLength: REQUEST_LIMITS.short }
const NOTE: Schema = { type: 'string', maxLength: REQUEST_LIMITS.note }
const KIND: Schema = { type: 'string', enum: [...REQUEST_KINDS] }
const METHOD: Schema = { type: 'string', enum: [...ERASURE_METHODS] }
const BY: Schema = object({ type: TEXT, id: TEXT, name: TEXT }, ['type'])
const WHO = { at: INSTANT, by: BY } as const

const SUBJECT: Schema = {
  ...object({ type: SHORT, id: SHORT }, ['id']),
  description: "The person's model and id; `type` may be missing where one model is of persons.",
}
const KEY: Schema = object({ type: TEXT, id: TEXT }, ['type', 'id'])

const REQUEST = object(
  {
    id: TEXT,
    version: { type: 'integer', minimum: 1 },
    kind: KIND,
    state: { type: 'string', enum: [...REQUEST_STATES] },
    subject: object({ type: TEXT, id: TEXT, name: TEXT }, ['type', 'id']),
    ids: { type: 'array', items: KEY },
    openedAt: INSTANT,
    openedBy: { type: 'string', enum: ['person', 'staff'] },
    message: { ...TEXT, description: "The person's own words." },
    proof: TEXT,
    dueAt: INSTANT,
    rule: { ...TEXT, description: 'By which it is due.' },
    extended: FLAG,
    overdue: FLAG,
    identity: object({ ...WHO, method: TEXT }, ['at', 'by', 'method']),
    decision: object(
      {
        ...WHO,
        outcome: { type: 'string', enum: ['approved', 'refused'] },
        reason: TEXT,
        basis: TEXT,
        method: METHOD,
      },
      ['at', 'by', 'outcome'],
    ),
    outcome: object({ ...WHO, note: TEXT, certificates: { type: 'array', items: TEXT } }, [
      'at',
      'by',
    ]),
    link: {
      ...object({ expiresAt: INSTANT, usedAt: INSTANT }, ['expiresAt']),
      description: 'Until when the link counts. The link itself is the person’s alone.',
    },
    steps: {
      type: 'array',
      items: object({ ...WHO, step: TEXT, note: TEXT }, ['at', 'by', 'step']),
    },
    can: { type: 'array', items: TEXT, description: 'Steps that are possible now.' },
    delivery: {
      type: 'string',
      enum: ['delivered', 'failed', 'none'],
      description: 'Whether the person was sent the link; in the answer to that step alone.',
    },
  },
  [
    'id',
    'version',
    'kind',
    'state',
    'subject',
    'ids',
    'openedAt',
    'openedBy',
    'dueAt',
    'rule',
    'extended',
    'overdue',
    'steps',
    'can',
  ],
)

export const REQUEST_SCHEMAS = {
  SubjectRequest: REQUEST,
  RequestPage: object(
    {
      requests: { type: 'array', items: { $ref: '#/components/schemas/SubjectRequest' } },
      next: { type: ['string', 'null'], description: 'Cursor of the next page; null at the end.' },
    },
    ['requests', 'next'],
  ),
  RequestData: object(
    {
      places: { type: 'array', items: object({ place: TEXT, n: WHOLE }, ['place', 'n']) },
      capped: { ...FLAG, description: 'Older events were not counted.' },
    },
    ['places', 'capped'],
  ),
  RequestOpening: object(
    {
      kind: KIND,
      subject: SUBJECT,
      ids: { type: 'array', maxItems: REQUEST_LIMITS.ids, items: SUBJECT },
      message: { type: 'string', maxLength: REQUEST_LIMITS.message },
      proof: SHORT,
    },
    ['kind', 'subject', 'proof'],
  ),
  RequestVerification: object({ method: SHORT, note: NOTE }, ['method']),
  RequestId: object({ subject: SUBJECT, note: { ...NOTE, minLength: 1 } }, ['subject', 'note']),
  RequestReason: object({ reason: { ...NOTE, minLength: 1 } }, ['reason']),
  RequestDecision: object(
    {
      approve: FLAG,
      reason: { ...NOTE, description: 'Needed for a refusal.' },
      basis: { ...SHORT, description: 'On which rule of law a refusal rests.' },
      method: { ...METHOD, description: 'Needed for an erasure that is approved.' },
    },
    ['approve'],
  ),
  RequestNote: object({ note: NOTE }),
  RequestNothing: object({}),
} as const satisfies Readonly<Record<string, Schema>>

/** What does a statement of completeness look like in JSON? */
import type { JsonValue } from '@rastro/core'
import { object } from './object-schema.ts'

const INSTANT = { type: 'string', format: 'date-time' } as const

const FIELDS = {
  from: {
    ...INSTANT,
    description: 'Begin; a period that lies partly in the stretch counts whole.',
  },
  to: { ...INSTANT, description: 'End, exclusive.' },
  seen: count('Changes of records in audited collections.'),
  audited: count('Of these, those that have their event.'),
  outOfBand: count('Of these, those that bypassed capture.'),
  exempt: count('Of these, those that nobody asked to be told of.'),
  gaps: count('Stretches in which changes cannot have been seen.'),
  reconciled: count('Changes out of band whose events came later.'),
  watchedSince: nullable('Null: the data were never watched, and the numbers say nothing.'),
  settledUpTo: nullable('Every change before it has been compared.'),
} as const

export const COMPLETENESS_SCHEMAS = {
  Completeness: object(FIELDS, Object.keys(FIELDS)),
} as const

function count(description: string): { readonly [key: string]: JsonValue } {
  return { type: 'integer', minimum: 0, description }
}

function nullable(description: string): { readonly [key: string]: JsonValue } {
  return { anyOf: [INSTANT, { type: 'null' }], description }
}

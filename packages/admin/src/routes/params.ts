/** Which query keys does the API take, and what does each mean? Data: it documents itself. */
import {
  DEFAULT_PAGE_LIMIT,
  EXPORT_FORMATS,
  LIST_KEYS,
  MAX_PAGE_LIMIT,
  PERIODS,
  QUERY_LIMITS,
  REQUEST_KINDS,
  REQUEST_STATES,
} from '@rastro/core'
import type { JsonValue, PageKey, QueryKey } from '@rastro/core'
import { EXPORT_PRESETS } from '../export/presets.ts'

/** A key that some route takes: `at` names an instant of one record's past. */
export type ParamName = QueryKey | PageKey | 'at' | OwnKey

/** Keys that say neither which events nor how: they belong to single routes. */
export const OWN_KEYS = ['cols', 'name', 'prop', 'format', 'preset', 'state', 'kind'] as const

/** One of `OWN_KEYS`. */
export type OwnKey = (typeof OWN_KEYS)[number]

export interface Param {
  readonly description: string
  /** JSON Schema of the text as it stands in the address. */
  readonly schema: { readonly [key: string]: JsonValue }
}

const TEXT = { type: 'string', minLength: 1, maxLength: QUERY_LIMITS.charsPerValue } as const
const FLAG = { type: 'string', enum: ['0', '1'] } as const

/** Every key there is. */
export const PARAMS: Readonly<Record<ParamName, Param>> = {
  from: {
    description:
      "The first day (`YYYY-MM-DD`, in the audit's time zone) or instant (RFC 3339) asked for.",
    schema: TEXT,
  },
  to: { description: 'The last day or instant asked for, inclusive.', schema: TEXT },
  p: {
    description:
      'A period back from now, in place of `from` and `to`: 24 hours, 7 or 30 days of 24 hours, or since the month began.',
    schema: { type: 'string', enum: [...PERIODS] },
  },
  op: { description: 'Operations, e.g. `delete,bulk-delete`.', schema: TEXT },
  place: { description: 'Places, e.g. `tickets,clients`.', schema: TEXT },
  type: { description: 'Event types, e.g. `tickets.deleted`.', schema: TEXT },
  cat: { description: 'Categories.', schema: TEXT },
  ut: {
    description: 'User types; `app` is every named app, `app:<name>` that one alone.',
    schema: TEXT,
  },
  user: { description: 'Name, e-mail or id of who did it.', schema: TEXT },
  agent: { description: 'The same among agents only.', schema: TEXT },
  client: {
    description: 'Name, e-mail or id of the client who did it, or whom it was done to.',
    schema: TEXT,
  },
  ip: { description: 'IP addresses, in any spelling.', schema: TEXT },
  tt: { description: "The record's type: its model's name.", schema: TEXT },
  tid: {
    description: "The record's id; needs `tt`. Its events come in the order of its writes.",
    schema: TEXT,
  },
  group: { description: 'The id of one operation over many records.', schema: TEXT },
  q: {
    description: 'Words that stand in names, reasons and type, ignoring case and accents.',
    schema: TEXT,
  },
  looks: {
    description:
      '`0`: without the events that record looks at the log itself; `1` (default): with them.',
    schema: FLAG,
  },
  sev: { description: 'Severities.', schema: TEXT },
  res: { description: 'Outcomes.', schema: TEXT },
  order: {
    description: 'Newest first (default) or oldest first.',
    schema: { type: 'string', enum: ['newest', 'oldest'] },
  },
  at: {
    description:
      "An instant of the record's past: RFC 3339 (`2026-03-31T12:00:00Z`), the id of one of its events (right after it), or a position in the database's order, `seconds:counter`.",
    schema: TEXT,
  },
  cols: {
    description:
      'Columns that are shown, separated by commas: `email`, `client`, `ip` and `sentence` are in a row only if they are named.',
    schema: TEXT,
  },
  name: { description: 'The name of a saved view.', schema: { type: 'string', minLength: 1 } },
  prop: {
    description:
      'A property of the record: its path with dots (`client.name`), or a JSON pointer (`/client/name`).',
    schema: TEXT,
  },
  format: {
    description: 'The kind of file; default `csv`.',
    schema: { type: 'string', enum: [...EXPORT_FORMATS] },
  },
  preset: {
    description:
      '`classic`: six columns for people, in the language of `lang` and at the times of `tz`; `full`: every recorded field under its own name, in UTC. Default: `classic` for CSV, `full` for JSON.',
    schema: { type: 'string', enum: [...EXPORT_PRESETS] },
  },
  state: {
    description:
      '`open`: where somebody has to do something; `closed`, `all`, or one state. Default: `open`.',
    schema: { type: 'string', enum: ['open', 'closed', 'all', ...REQUEST_STATES] },
  },
  kind: {
    description: 'What is asked for.',
    schema: { type: 'string', enum: [...REQUEST_KINDS] },
  },
  limit: {
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT },
  },
  cursor: {
    description: '`next` of the page before; good for the same filters and order only.',
    schema: { type: 'string' },
  },
  count: {
    description: '`1`: count the matching events too, exactly up to 10,000.',
    schema: FLAG,
  },
  view: {
    description: '`row`: what one line of a list shows, and no more.',
    schema: { type: 'string', enum: ['full', 'row'] },
  },
  groups: { description: '`1`: fold each group into one entry, its head.', schema: FLAG },
  after: {
    description:
      'Live reading: only what has a greater sequence number, in that order, each event with its `sequence`; go on with `sequencedUpTo`. Not with `cursor` or `order`; groups are not folded, and nothing is counted. 409 where events have no numbers.',
    schema: { type: 'integer', minimum: 0 },
  },
  tz: {
    description:
      "Time zone in which the asker shows times. It is checked and changes nothing: days are the audit zone's.",
    schema: { type: 'string' },
  },
  lang: {
    description: 'Language of labels and sentences; else `Accept-Language` decides.',
    schema: { type: 'string' },
  },
}

/** True where several values may stand, separated by commas; `\,` is a comma of the value. */
export function isListParam(name: ParamName): boolean {
  return (LIST_KEYS as readonly string[]).includes(name)
}

/** True for a key that belongs to single routes. */
export function isOwnKey(key: string): key is OwnKey {
  return (OWN_KEYS as readonly string[]).includes(key)
}

/**
 * What is a path of a record called, and how do its values read?
 *
 * Shapes; `find-property.ts` looks them up, `check-property.ts` checks what an author wrote, and
 * the texts themselves are made in `words/`.
 */
import type { Labels } from './labels.ts'

/** Units that every language has words or signs for. */
export const UNITS = [
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'byte',
  'percent',
  // No unit: digits without separators, for a year or a number that names something.
  'plain',
  // No unit either: the calendar day of a date, in UTC, without a time.
  'date',
] as const

/**
 * What a number counts: a unit, money (`minor`: the amount is in cents), or a text of one's own
 * around it, e.g. `{ text: { en: '{value}min' } }`.
 */
export type Unit =
  | (typeof UNITS)[number]
  | { readonly currency: string; readonly minor?: boolean }
  | { readonly text: Labels }

/** One path of a place's records, in words. Everything is optional. */
export interface PropertyDefinition {
  /** What it is called. Default: made from the path, `firstResponse` is *First response*. */
  readonly label?: Labels
  /** For a list: what stands before items that came, e.g. *Teams added*. */
  readonly added?: Labels
  /** For a list: what stands before items that went. */
  readonly removed?: Labels
  readonly unit?: Unit
  /** Words for values: of an enum, or for `true` and `false`. */
  readonly values?: Readonly<Record<string, Labels>>
  /**
   * The model whose records' ids stand here, `Role`, or with the path of the name: `Role.name`.
   * Names are recorded with the change where this is said in the model's schema or plugin options.
   */
  readonly ref?: string
}

/** Properties by their paths: `address.city`; array indexes left out, `*` for one segment. */
export type Properties = Readonly<Record<string, PropertyDefinition>>

/** What is known of a path, and whether the path led through indexes of an array. */
export interface FoundProperty {
  readonly property: PropertyDefinition
  /** Segments of the path that its definition leaves out because they are indexes. */
  readonly indexes: readonly string[]
}

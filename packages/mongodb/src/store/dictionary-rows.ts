/**
 * What does the dictionary know about a tenant's events, and what does that say about a filter?
 *
 * One row for each combination that ever occurred of what has few values. Pure: how rows are kept
 * and read is in `dictionary.ts`.
 */
import { filterKeyParts, isLook, matchesActorType } from '@rastro/core'
import type { AuditEvent, EventFilter, FilterKeyParts, SeenValues, StoredEvent } from '@rastro/core'

/**
 * One known combination. The parts of the filter key are always known. The rest is null where it
 * was not kept, which means "any": either too many combinations, or a row found again from its
 * events.
 */
export interface DictionaryRow extends FilterKeyParts {
  readonly fk: string
  readonly type: string | null
  readonly category: string | null
  /** Types of target and related records, each once, in order. */
  readonly records: readonly string[] | null
}

/** What events must have to match; undefined is no condition, an empty list is met by none. */
export interface KnownKeys {
  readonly keys?: readonly string[]
  /** What they must not have. */
  readonly withoutKeys?: readonly string[]
  readonly types?: readonly string[]
}

/** Returns the combination that an event is of. */
export function rowOf({ e, fk }: StoredEvent): DictionaryRow {
  return { fk, ...filterKeyParts(e), type: e.type, category: e.category, records: recordTypes(e) }
}

/** Returns the row of a filter key alone. */
export function keyRowOf({ e, fk }: StoredEvent): DictionaryRow {
  return { fk, ...filterKeyParts(e), type: null, category: null, records: null }
}

/** Returns what tells a row from all others of its tenant. */
export function rowKey({ fk, type, category, records }: DictionaryRow): string {
  return JSON.stringify([fk, type, category, records])
}

/** True if the dictionary has something to say about this filter. */
export function isAboutKnown(filter: EventFilter): boolean {
  const { categories, types, withoutLooks } = filter
  return (
    narrowsKeys(filter) ||
    [categories, types, withoutLooks].some((condition) => condition !== undefined)
  )
}

/**
 * Returns true if the filter names a value that no row has: either nobody has seen it, or these
 * rows are old.
 */
export function namesUnknown(filter: EventFilter, rows: Iterable<DictionaryRow>): boolean {
  const all = [...rows]
  const isMissing = (
    values: readonly string[] | undefined,
    has: (row: DictionaryRow, value: string) => boolean,
  ): boolean => values?.some((value) => !all.some((row) => has(row, value))) ?? false
  return (
    isMissing(filter.places, (row, value) => row.place === value) ||
    isMissing(filter.operations, (row, value) => row.operation === value) ||
    isMissing(filter.actorTypes, (row, value) => matchesActorType(row.actorType, value)) ||
    isMissing(filter.outcomes, (row, value) => row.outcome === value) ||
    isMissing(filter.severities, (row, value) => row.severity === value) ||
    isMissing(filter.types, (row, value) => row.type === value) ||
    isMissing(filter.categories, (row, value) => row.category === value)
  )
}

/** Returns which keys and types events that match the filter can have. */
export function knownKeys(filter: EventFilter, rows: Iterable<DictionaryRow>): KnownKeys {
  const all = [...rows]
  const matching = all.filter((row) => matchesRow(filter, row))
  const isNarrowing = narrowsKeys(filter)
  // Also for a filter by type alone: the condition itself is on the type, this one only says
  // whether anything can be found at all.
  const keys =
    isNarrowing || matching.length === 0 ? distinct(matching, (row) => row.fk) : undefined
  const types = filter.categories && distinct(matching, (row) => row.type)
  // Where nothing else is asked for, the few that are left out: a list of all the others would take
  // the place of the order by time.
  const looks = filter.withoutLooks && distinct(all.filter(isLook), (row) => row.fk)
  return {
    ...(keys && { keys }),
    ...(looks && !keys && looks.length > 0 && { withoutKeys: looks }),
    ...(types && !types.includes(null) && { types: texts(types) }),
  }
}

/** Returns the values that a tenant's events have. */
export function seenValues(rows: Iterable<DictionaryRow>): SeenValues {
  const all = [...rows]
  return {
    places: distinct(all, (row) => row.place).toSorted(),
    operations: distinct(all, (row) => row.operation).toSorted(),
    actorTypes: distinct(all, (row) => row.actorType).toSorted(),
  }
}

function matchesRow(filter: EventFilter, row: DictionaryRow): boolean {
  const isIn = (values: readonly string[] | undefined, value: string | null): boolean =>
    values === undefined || value === null || values.includes(value)
  return (
    !(filter.withoutLooks === true && isLook(row)) &&
    isIn(filter.places, row.place) &&
    isIn(filter.operations, row.operation) &&
    isIn(filter.outcomes, row.outcome) &&
    isIn(filter.severities, row.severity) &&
    isIn(filter.types, row.type) &&
    isIn(filter.categories, row.category) &&
    (filter.actorTypes?.some((type) => matchesActorType(row.actorType, type)) ?? true) &&
    hasRecordType(row, recordTypeOf(filter.target)) &&
    hasRecordType(row, recordTypeOf(filter.scope?.target))
  )
}

function narrowsKeys(filter: EventFilter): boolean {
  const { places, operations, actorTypes, outcomes, severities, target, scope } = filter
  return (
    [places, operations, actorTypes, outcomes, severities].some((values) => values !== undefined) ||
    recordTypeOf(target) !== undefined ||
    recordTypeOf(scope?.target) !== undefined
  )
}

/** The type of a filter on a kind of record; a filter on one record has an index of its own. */
function recordTypeOf(target: { type: string; id?: string } | undefined): string | undefined {
  return target?.id === undefined ? target?.type : undefined
}

function hasRecordType(row: DictionaryRow, type: string | undefined): boolean {
  return type === undefined || row.records === null || row.records.includes(type)
}

function recordTypes({ target, related = [] }: AuditEvent): string[] {
  const types = [...(target ? [target.type] : []), ...related.map(({ type }) => type)]
  return [...new Set(types)].toSorted()
}

function distinct<T>(rows: readonly DictionaryRow[], valueOf: (row: DictionaryRow) => T): T[] {
  return [...new Set(rows.map(valueOf))]
}

function texts(values: readonly (string | null)[]): string[] {
  return values.filter((value) => value !== null)
}

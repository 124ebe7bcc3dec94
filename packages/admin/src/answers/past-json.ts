/** How do a record's past, a difference and a revert read in the API's JSON? */
import { toJson } from '@rastro/core'
import type {
  Certainty,
  Change,
  Comparison,
  JsonValue,
  RecordReference,
  RecordState,
  RevertResult,
} from '@rastro/core'
import { changesJson, given, referenceJson } from './event-json.ts'
import type { Wording } from './event-json.ts'

type Json = { readonly [key: string]: JsonValue }

/** The words of the place where the record is recorded. */
export interface PastWording extends Wording {
  readonly place: string
}

export function stateJson(state: RecordState, wording: PastWording): Json {
  return {
    target: referenceJson(state.target),
    exists: state.exists,
    record: state.record === undefined ? null : toJson(state.record),
    properties: readable(state.target, propertiesOf(state.record), wording),
    event: state.event,
    ...certaintyJson(state),
  }
}

export function comparisonJson(comparison: Comparison, wording: PastWording): Json {
  const { target, changes, from, to } = comparison
  return {
    target: referenceJson(target),
    changes: readable(target, changes, wording),
    from: { ...from },
    to: { ...to },
    ...certaintyJson(comparison),
  }
}

export function revertedJson(result: RevertResult, wording: PastWording): Json {
  const { target, operation, changes, dryRun, event, latest, left } = result
  return {
    target: referenceJson(target),
    operation,
    changes: readable(target, changes, wording),
    dryRun,
    event,
    latest,
    left,
  }
}

/** What an event of these changes would say. */
function readable(
  target: RecordReference,
  changes: readonly Change[],
  { place, ...wording }: PastWording,
): readonly Json[] {
  return changesJson({ place, operation: 'update', target, changes }, wording)
}

/** Every value of the record, as if it had just been added: so it has its label. */
function propertiesOf(value: unknown, path: readonly string[] = []): readonly Change[] {
  const inner = isPlainObject(value) ? Object.entries(value) : []
  if (inner.length > 0) return inner.flatMap(([name, one]) => propertiesOf(one, [...path, name]))
  return path.length === 0 ? [] : [{ path, op: 'add', after: value }]
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function certaintyJson({ status, reason, missing, checkedAgainst, breaks }: Certainty): Json {
  return {
    status,
    ...given('reason', reason),
    missing: missing.map(({ path, because, event }) => ({
      path,
      because,
      ...given('event', event),
    })),
    checkedAgainst,
    breaks: breaks.map(({ path, event }) => ({ path, event })),
  }
}

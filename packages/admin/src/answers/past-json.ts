/** How do a record's past, a difference and a revert read in the API's JSON? */
import { toJson } from '@rastro/core'
import type { Certainty, Comparison, JsonValue, RecordState, RevertResult } from '@rastro/core'
import { changeJson, given, referenceJson } from './event-json.ts'

type Json = { readonly [key: string]: JsonValue }

export function stateJson(state: RecordState): Json {
  return {
    target: referenceJson(state.target),
    exists: state.exists,
    record: state.record === undefined ? null : toJson(state.record),
    event: state.event,
    ...certaintyJson(state),
  }
}

export function comparisonJson(comparison: Comparison): Json {
  const { target, changes, from, to } = comparison
  return {
    target: referenceJson(target),
    changes: changes.map(changeJson),
    from: { ...from },
    to: { ...to },
    ...certaintyJson(comparison),
  }
}

export function revertedJson(result: RevertResult): Json {
  const { target, operation, changes, dryRun, event, latest, left } = result
  return {
    target: referenceJson(target),
    operation,
    changes: changes.map(changeJson),
    dryRun,
    event,
    latest,
    left,
  }
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

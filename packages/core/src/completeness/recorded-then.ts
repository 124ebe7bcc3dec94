/**
 * Was a change to be recorded when it was made?
 *
 * By the policy of that moment, not of now. Processes hear of a new policy some seconds late: near
 * a decision the answer is that nobody asked for it.
 */
import { isOperationRecorded } from '../policy/effective.ts'
import type { PolicyInputs } from '../policy/effective.ts'
import type { PolicyVersion } from '../policy/policy.ts'

/** Says whether an operation of a place was recorded at an instant. */
export type RecordedThen = (place: string, operation: string, at: Date) => boolean

/** Longer than any process goes by a policy that is no longer the newest. */
const HEARD_WITHIN_MS = 10_000

/**
 * Makes the question of a policy's past.
 *
 * @param inputs - Catalog and code as they are now.
 * @param versions - Every version there is, oldest first.
 */
export function recordedThen(
  inputs: Omit<PolicyInputs, 'version'>,
  versions: readonly PolicyVersion[],
): RecordedThen {
  const versionAt = (atMs: number): PolicyVersion | undefined =>
    versions.findLast(({ changedAt }) => changedAt.getTime() <= atMs)
  return (place, operation, at) => {
    const atMs = at.getTime()
    const first = versionAt(atMs - HEARD_WITHIN_MS)
    const last = versionAt(atMs + 1000)
    const between = versions.filter(
      ({ version }) => version > (first?.version ?? 0) && version <= (last?.version ?? 0),
    )
    return [first, ...between].every((version) =>
      isOperationRecorded(place, operation, { ...inputs, version }),
    )
  }
}

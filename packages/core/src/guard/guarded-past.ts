/**
 * The past of records, as a door may show it.
 *
 * A value of long ago is shown only where it still is the last one. What a revert writes is the
 * record's whole value; what is said of it is not.
 */
import type { TimeTravel } from '../time-travel/time-travel.ts'
import type { PrivacyGuard } from './guard.ts'

/** Wraps time travel, which itself needs every value. */
export function createGuardedPast(past: TimeTravel, guard: PrivacyGuard): TimeTravel {
  return {
    async stateAt(access, target, instant) {
      const { tenant } = access
      const state = await past.stateAt(access, target, instant)
      const [record, reference] = await Promise.all([
        guard.record(tenant, state, state.record),
        guard.reference(tenant, state.target),
      ])
      return { ...state, record, target: reference }
    },
    async compare(access, target, between) {
      const { tenant } = access
      const found = await past.compare(access, target, between)
      const of = { target: found.target, event: found.to.event }
      const changes = await guard.changes(tenant, of, found.changes)
      return { ...found, changes, target: await guard.reference(tenant, found.target) }
    },
    async revert(access, what, options) {
      const { tenant } = access
      const done = await past.revert(access, what, options)
      // What comes back was hidden, and stays so.
      const changes = await guard.changes(
        tenant,
        { target: done.target, event: null },
        done.changes,
      )
      return { ...done, changes, target: await guard.reference(tenant, done.target) }
    },
  }
}

/** Which places are recorded, in one line for the operator who starts the application? */
import type { PlaceState } from './effective.ts'

/**
 * Returns the line that start-up logs.
 *
 * @param states - Every place's state, e.g. `placeStates(…)` or a policy view's `places`.
 * @param pending - Places that `createAudit({ places })` names and no model has brought yet.
 *
 * @example
 * ```ts
 * placesLine(states) // 'places on: clients (export only), tickets; off: chats; mandatory: account'
 * ```
 */
export function placesLine(states: readonly PlaceState[], pending: readonly string[] = []): string {
  const mandatory = states.filter((state) => state.mandatory)
  const free = states.filter((state) => !state.mandatory)
  const parts = [
    `places on: ${list(free.filter(({ on }) => on))}`,
    `off: ${list(free.filter(({ on }) => !on))}`,
    `mandatory: ${list(mandatory)}`,
  ]
  if (pending.length > 0) parts.push(`named in code but not there yet: ${pending.join(', ')}`)
  return parts.join('; ')
}

function list(states: readonly PlaceState[]): string {
  return states.length === 0 ? 'none' : states.map(nameWithExceptions).join(', ')
}

function nameWithExceptions({ place, on, operations }: PlaceState): string {
  const names = Object.keys(operations)
  const recorded = names.filter((name) => operations[name] === true)
  if (!on || recorded.length === names.length) return place
  return `${place} (${recorded.join(', ')} only)`
}

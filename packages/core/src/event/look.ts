/**
 * Which events say no more than that somebody looked at the log?
 *
 * Whoever reads the log writes into it, and would soon find little else there. Exports are no
 * looks: what left the house has left it.
 */

/** The operation of every look. */
export const LOOK_OPERATION = 'view'

/** Places of looks: the log, and the people whose data stands in it. */
export const LOOK_PLACES: readonly string[] = ['audit.log', 'audit.people']

/** True for an event that records a look at the log. */
export function isLook(event: { readonly place: string; readonly operation: string }): boolean {
  return event.operation === LOOK_OPERATION && LOOK_PLACES.includes(event.place)
}

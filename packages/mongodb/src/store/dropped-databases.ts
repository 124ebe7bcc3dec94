/**
 * Has a database been dropped since the store looked at its own?
 *
 * Collections and indexes are made once per process. Where the application drops the database
 * that they are in, the next event would make the collection anew without them.
 */

let drops = 0

/** Notes that this process has dropped a database; which one is not asked, since it is rare. */
export function noteDroppedDatabase(): void {
  drops += 1
}

/** A number that changes with every database that this process is seen to drop. */
export function droppedDatabases(): number {
  return drops
}

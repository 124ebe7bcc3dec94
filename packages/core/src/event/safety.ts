/** How safely are events kept, and when does the call that caused them return? */

/**
 * - `critical`: in the transaction of the write; the write fails if its event cannot be stored.
 * - `standard`: never lost once the call has returned, and never in the way of the write.
 * - `telemetry`: behind the call, in a bounded queue that counts what it drops.
 */
export type DurabilityClass = 'critical' | 'standard' | 'telemetry'

/**
 * When a `standard` event counts as safe: stored in the database; on this machine's disk, synced;
 * or written to it, which survives the end of the process and not a loss of power.
 */
export type Acknowledgement = 'store' | 'fsync' | 'spool'

/** Class and acknowledgement of an event. */
export interface Safety {
  readonly class: DurabilityClass
  readonly ack: Acknowledgement
}

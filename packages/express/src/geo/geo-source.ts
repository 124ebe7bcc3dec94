/**
 * Where in the world is an address?
 *
 * The one interface behind which location data of any kind stands. Asked only when an event is
 * recorded, and remembered: see `location-lookup.ts`.
 */
import type { Origin } from '@rastro/core'

/** A place on the map, as far as an address tells. */
export type Location = Pick<Origin, 'country' | 'region' | 'city'>

/** Location data of any kind. */
/** Knows where addresses are. */
export interface GeoSource {
  /**
   * Returns the location of an address, or undefined where it is not known (yet).
   *
   * @param address - IPv4, or IPv6 by RFC 5952; never IPv4 inside IPv6, never a port.
   */
  locate(address: string): Location | undefined | Promise<Location | undefined>
  /**
   * Settles when the data are loaded; absent if they are there from the start. Rejects with
   * `AUDIT_GEO_UNAVAILABLE` if they cannot be loaded: then every answer is undefined.
   */
  readonly ready?: Promise<void>
  /** Gives back what the source holds. */
  close?(): Promise<void>
}

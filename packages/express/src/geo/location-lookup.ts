/**
 * How is a location source asked without slowing or failing what is being recorded?
 *
 * Answers are remembered, a slow or failing source is given up on, and whatever it answers is cut
 * down to the three fields that an event has.
 */
import type { Logger } from '@rastro/core'
import { createBoundedCache } from '../cache/bounded-cache.ts'
import { describeFailure } from '../failure/describe-failure.ts'
import { isPromiseLike, withinTime } from '../failure/within-time.ts'
import type { GeoSource, Location } from './geo-source.ts'

const MAX_REMEMBERED = 10_000
const MAX_NAME_LENGTH = 128
// A source that asks over the network may hang; the write that waits for the event must not.
const TIMEOUT_MS = 1_000

// Remembered where an address has no location, so that it is not asked for again and again.
const NOWHERE: Location = Object.freeze({})

/** Returns the location of a normalised address; empty where it is not known. */
export type LocationLookup = (address: string) => Location | Promise<Location>

/**
 * Makes a lookup that remembers the answers of a source.
 *
 * @param source - Whom to ask.
 * @param log - Told once when the source cannot load or fails.
 */
export function createLocationLookup(source: GeoSource, log: Logger): LocationLookup {
  const known = createBoundedCache<Location>(MAX_REMEMBERED)
  const pending = new Map<string, Promise<Location>>()
  let isReady = source.ready === undefined
  let hasWarned = false
  source.ready?.then(
    () => (isReady = true),
    (error: unknown) => warn(error),
  )
  return (address) => {
    const remembered = known.get(address) ?? pending.get(address)
    if (remembered !== undefined) return remembered
    try {
      const answer = source.locate(address)
      return isPromiseLike(answer) ? wait(address, answer) : remember(address, answer)
    } catch (error) {
      warn(error)
      return NOWHERE
    }
  }

  function remember(address: string, answer: Location | undefined): Location {
    const location = answer === undefined ? NOWHERE : cleaned(answer)
    // Before the data are there, not to know an address says nothing about the address.
    if (isReady) known.set(address, location)
    return location
  }

  function wait(address: string, answer: PromiseLike<Location | undefined>): Promise<Location> {
    const location = withinTime(answer, TIMEOUT_MS)
      .then(
        (found) => remember(address, found),
        (error: unknown) => {
          warn(error)
          return NOWHERE
        },
      )
      .finally(() => pending.delete(address))
    pending.set(address, location)
    return location
  }

  function warn(error: unknown): void {
    if (hasWarned) return
    hasWarned = true
    log.warn(`events are recorded without location: ${describeFailure(error)}`)
  }
}

function cleaned(location: Location): Location {
  const country = location.country?.toUpperCase()
  const region = location.region?.slice(0, MAX_NAME_LENGTH)
  const city = location.city?.slice(0, MAX_NAME_LENGTH)
  return Object.freeze({
    ...(country !== undefined && /^[A-Z]{2}$/.test(country) ? { country } : {}),
    ...(region === undefined || region === '' ? {} : { region }),
    ...(city === undefined || city === '' ? {} : { city }),
  })
}

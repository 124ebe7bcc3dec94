/**
 * When is what was found about a record final?
 *
 * An event is stored a moment after its write, perhaps by another process: a record that does not
 * fit its history may fit it in an instant. Only what stays so is said.
 */
import type { StoredRecord } from '../event/event.ts'
import type { LiveCollection, LiveRecord, LiveRecords } from '../ports/live-records.ts'
import { identicalValue } from '../values/same-value.ts'
import { travel } from './journey.ts'
import type { Journey, JourneyParts, JourneyTo } from './journey.ts'
import { newestWrite, oldestWrite } from './record-history.ts'

/** What a traveller works with. */
export interface TravellerParts extends JourneyParts {
  /** The tenant whose records the live ones are. */
  readonly tenant: string
  readonly live: LiveRecords
  /** Resolves when events handed over so far in this process are stored. */
  readonly settle: () => Promise<void>
  /** Waits, in milliseconds. */
  readonly pause: (ms: number) => Promise<void>
}

/** A journey, and the live record it began with. */
export interface Arrival {
  readonly journey: Journey
  readonly collection: LiveCollection | undefined
  /** The live record with everything in it. */
  readonly record: StoredRecord | undefined
}

/** Long enough for an event that is on its way, short enough for whoever asks. */
const PAUSE_MS = 100
const ATTEMPTS = 4

/** Travels until the answer holds. */
export async function arrive(
  parts: TravellerParts,
  to: Omit<JourneyTo, 'live'> & {
    /** Called before every attempt. */
    readonly onStart?: (start: Omit<Arrival, 'journey'>) => void
  },
): Promise<Arrival> {
  await parts.settle()
  const collection = await collectionOf(parts, to)
  let reading: LiveRecord | undefined
  for (let attempt = 1; ; attempt += 1) {
    // Every second attempt looks at the same instant again: on a record that is written all the
    // time there is always an event on its way to the newest one.
    if (attempt % 2 === 1) reading = await readLive(parts, collection, to)
    const live =
      collection === undefined || reading === undefined ? undefined : { collection, reading }
    to.onStart?.({ collection, record: reading?.record })
    const journey = await travel(parts, { ...to, ...(live === undefined ? {} : { live }) })
    const arrival = { journey, collection, record: reading?.record }
    if (journey.contradictions.length === 0 || attempt === ATTEMPTS) return arrival
    await parts.settle()
    await parts.pause(PAUSE_MS)
    if (!(await hasGoneOn(parts, to, arrival))) return arrival
  }
}

async function collectionOf(
  parts: TravellerParts,
  { access, target }: Omit<JourneyTo, 'live'>,
): Promise<LiveCollection | undefined> {
  // Another tenant's log may tell of records; they are not those of this application.
  if (access.tenant !== parts.tenant) return undefined
  const first = await oldestWrite(parts.reader, { tenant: access.tenant, target })
  return first && parts.live.find(target.type, first.target.id)
}

async function readLive(
  parts: TravellerParts,
  collection: LiveCollection | undefined,
  { access, target }: Omit<JourneyTo, 'live'>,
): Promise<LiveRecord | undefined> {
  if (collection === undefined) return undefined
  const first = await oldestWrite(parts.reader, { tenant: access.tenant, target })
  return first && collection.read(first.target.id)
}

async function hasGoneOn(
  parts: TravellerParts,
  { access, target }: Omit<JourneyTo, 'live'>,
  { journey, collection, record }: Arrival,
): Promise<boolean> {
  const newest = await newestWrite(parts.reader, { tenant: access.tenant, target })
  if (newest?.id !== journey.newest.id) return true
  const now = await collection?.read(journey.id)
  return !identicalValue(now?.record, record)
}

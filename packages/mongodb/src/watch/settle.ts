/**
 * Which changes of a stretch have their events, and what is recorded of those that have none?
 *
 * A change counts as audited at once when its event is there. One without is waited for: its event
 * may be on its way, or in a spool. After the grace period it is out of band.
 */
import type {
  ClusterInstant,
  CompletenessCounts,
  FoundChange,
  KnownIntent,
  OutOfBandParts,
  StoredEvent,
} from '@rastro/core'
import {
  coverByIntents,
  dateOf,
  isIgnored,
  matchChanges,
  outOfBandEvent,
  pauseFor,
} from '@rastro/core'
import type { CaptureSite } from '../capture/site.ts'
import type { RecordChange } from './change-reader.ts'
import { changeKey, imagesOf } from './images.ts'
import {
  areNumbered,
  eventsOfChanges,
  intentsAbout,
  storedIds,
  withVisibleTimes,
} from './known-events.ts'
import type { LogToAsk } from './known-events.ts'

/** What settling works with. */
export interface SettleWork {
  readonly log: LogToAsk
  /** The captured collection of a namespace. */
  readonly siteOf: (namespace: string) => CaptureSite | undefined
  readonly graceMs: number
  /** Whether nothing waits in this process that may be an event of a change. */
  readonly isQuiet: () => boolean
  /** How long the log has been within reach without a break, in milliseconds. */
  readonly reachedForMs: () => number
  /** Whether events committed in transactions can be seen by their commit. */
  readonly sharesStore: boolean
  /** What events are made with, asked anew for each stretch that needs any. */
  readonly eventParts: () => Promise<OutOfBandParts>
  readonly signal: AbortSignal
}

/** What came of a stretch of changes. */
export interface Settled {
  /** To be stored. */
  readonly events: readonly StoredEvent[]
  readonly counts: Omit<CompletenessCounts, 'gaps'>
  readonly used: ReadonlyMap<string, number>
}

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 2_000
/**
 * A sequencer that is behind is waited for this long after the grace period. What still has no
 * number then is an event all the same: it is never taken for one that is not there.
 */
const MAX_NUMBERS_MS = 60_000

/** Settles a stretch; undefined if it was told to stop before. */
export async function settle(
  work: SettleWork,
  changes: readonly RecordChange[],
  used: ReadonlyMap<string, number>,
): Promise<Settled | undefined> {
  const stretch = stretchOf(work, changes)
  let isPolicyAsked = false
  let dueAtMs: number | undefined
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    if (work.signal.aborted) return undefined
    await look(work, stretch, { isFinal: false })
    if (!isPolicyAsked && missingOf(stretch).length > 0) {
      isPolicyAsked = true
      exemptUnrecorded(stretch, await work.eventParts())
    }
    const missing = missingOf(stretch)
    if (missing.length === 0) return { events: [], counts: countsOf(stretch), used }
    if (await isTime(work, missing)) {
      dueAtMs ??= performance.now()
      if (performance.now() - dueAtMs > MAX_NUMBERS_MS || (await areTold(work, stretch))) break
    }
    await pauseFor(pauseMs, work.signal)
  }
  await look(work, stretch, { isFinal: true })
  return declare(work, stretch, used)
}

type Answer = FoundChange | 'exempt'

/** Changes of one collection, and what is known of each. */
interface Part {
  readonly site: CaptureSite
  readonly namespace: string
  readonly changes: readonly RecordChange[]
  readonly answers: Answer[]
}

interface Stretch {
  readonly parts: readonly Part[]
  readonly seen: number
}

function stretchOf(work: SettleWork, changes: readonly RecordChange[]): Stretch {
  const parts: Part[] = []
  for (const namespace of new Set(changes.map((change) => change.namespace))) {
    const site = work.siteOf(namespace)
    if (site === undefined) continue
    const own = changes.filter((change) => change.namespace === namespace)
    parts.push({ site, namespace, changes: own, answers: own.map(() => 'missing') })
  }
  return { parts, seen: parts.reduce((sum, part) => sum + part.changes.length, 0) }
}

async function look(
  work: SettleWork,
  stretch: Stretch,
  { isFinal }: { readonly isFinal: boolean },
): Promise<void> {
  for (const { site, changes, answers } of stretch.parts) {
    const missing = changes.filter((_, index) => answers[index] === 'missing')
    if (missing.length === 0) continue
    const events = await eventsOfChanges(work.log, missing, site.audited)
    // Only for these: to know when an event became visible is a question of its own.
    const isInside = missing.some(({ isTransactional }) => isTransactional)
    const known =
      isInside && work.sharesStore && needsVisibleTimes(missing, events)
        ? await withVisibleTimes(work.log, events)
        : events
    const found = matchChanges(changes, known, { isFinal })
    for (const [index, answer] of found.entries()) {
      const change = changes[index]
      if (change === undefined || answers[index] !== 'missing') continue
      const isExempt = answer === 'missing' && isIgnored(change, site.audited)
      answers[index] = isExempt ? 'exempt' : answer
    }
  }
}

/** What nobody asked to be told of need not be waited for. */
function exemptUnrecorded(stretch: Stretch, parts: OutOfBandParts): void {
  for (const { site, changes, answers } of stretch.parts) {
    for (const [index, change] of changes.entries()) {
      if (answers[index] !== 'missing') continue
      if (!isAnythingRecorded(site, parts, dateOf(change.at))) answers[index] = 'exempt'
    }
  }
}

function needsVisibleTimes(
  missing: readonly RecordChange[],
  events: Parameters<typeof matchChanges>[1],
): boolean {
  return matchChanges(missing, events, { isFinal: false }).includes('missing')
}

function missingOf(stretch: Stretch): RecordChange[] {
  return stretch.parts.flatMap(({ changes, answers }) =>
    changes.filter((_, index) => answers[index] === 'missing'),
  )
}

/**
 * Whether it is certain for which changes the events of transactions stand. Without their numbers
 * one of them might be taken for a later change of its record, which nobody would hear of.
 */
async function areTold(work: SettleWork, { parts }: Stretch): Promise<boolean> {
  if (!work.sharesStore) return true
  for (const { site, changes, answers } of parts) {
    const inside = changes.filter(
      ({ isTransactional }, index) => isTransactional && answers[index] === 'missing',
    )
    const events = await eventsOfChanges(work.log, inside, site.audited)
    const own = events.filter(({ isOutOfBand }) => !isOutOfBand)
    if (own.length > 0 && !(await areNumbered(work.log, own))) return false
  }
  return true
}

/** Waits until nothing more can be waited for; false if it was told to stop before. */
export async function untilSettled(
  work: SettleWork,
  changes: readonly { readonly at: ClusterInstant }[],
): Promise<boolean> {
  while (!work.signal.aborted) {
    if (await isTime(work, changes)) return true
    await pauseFor(MAX_PAUSE_MS / 4, work.signal)
  }
  return false
}

/** Whether nothing more can be waited for. */
async function isTime(
  work: SettleWork,
  missing: readonly { readonly at: ClusterInstant }[],
): Promise<boolean> {
  if (!work.isQuiet() || work.reachedForMs() < work.graceMs) return false
  const newest = Math.max(...missing.map(({ at }) => dateOf(at).getTime()))
  // By the server's clock, which made the times: the one here may be wrong by hours.
  const { localTime } = await work.log.link.db.command({ hello: 1 }, { promoteValues: true })
  // The times of changes are to the second.
  return (localTime as Date).getTime() - newest - 1000 >= work.graceMs
}

async function declare(
  work: SettleWork,
  stretch: Stretch,
  used: ReadonlyMap<string, number>,
): Promise<Settled> {
  const events: StoredEvent[] = []
  let uses = used
  let parts: OutOfBandParts | undefined
  for (const part of stretch.parts) {
    const { site, changes, answers } = part
    const missing = changes.filter((_, index) => answers[index] === 'missing')
    if (missing.length === 0) continue
    const times = missing.map(({ at }) => at)
    const intents = await intentsAbout(work.log, times, site.audited.places())
    const covered = coverByIntents(missing, intents.filter(standsForRecords), uses)
    uses = covered.used
    for (const [index, isCovered] of covered.isCovered.entries()) {
      const change = missing[index]
      if (isCovered && change !== undefined) answers[changes.indexOf(change)] = 'audited'
    }
    parts ??= await work.eventParts()
    const rest = missing.filter((_, index) => covered.isCovered[index] !== true)
    events.push(...(await declareRest(part, rest, parts)))
  }
  const stored = await storedIds(
    work.log,
    events.map(({ _id }) => _id),
  )
  const fresh = events.filter(({ _id }) => !stored.has(_id))
  return { events: fresh, counts: countsOf(stretch), used: uses }
}

/** One that tells of the collection itself stands for no record that was written alone. */
function standsForRecords({ call }: KnownIntent): boolean {
  return call !== 'drop' && call !== 'rename'
}

async function declareRest(
  { site, namespace, changes, answers }: Part,
  rest: readonly RecordChange[],
  parts: OutOfBandParts,
): Promise<StoredEvent[]> {
  const events = new Map<string, StoredEvent>()
  for await (const { changes: some, images } of imagesOf(site, rest, changes)) {
    for (const change of some) {
      const key = changeKey(change)
      const unexplained = {
        change,
        namespace,
        collection: site.audited,
        images: images.get(key),
      }
      const event = events.get(key) ?? outOfBandEvent(unexplained, parts)
      if (event !== undefined) events.set(key, event)
      answers[changes.indexOf(change)] = event === undefined ? 'exempt' : 'out-of-band'
    }
  }
  return [...events.values()]
}

const OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore']

function isAnythingRecorded(site: CaptureSite, parts: OutOfBandParts, at: Date): boolean {
  return site.audited
    .places()
    .some((place) => OPERATIONS.some((operation) => parts.recordedThen(place, operation, at)))
}

function countsOf(stretch: Stretch): Settled['counts'] {
  const answers = stretch.parts.flatMap((part) => part.answers)
  const count = (wanted: Answer): number => answers.filter((one) => one === wanted).length
  return {
    seen: stretch.seen,
    audited: count('audited'),
    outOfBand: count('out-of-band'),
    exempt: count('exempt'),
  }
}

/** Was it said that a collection was dropped, renamed or replaced? */
import { untilSettled } from './settle.ts'
import type { SettleWork } from './settle.ts'
import type { StructuralChange } from './change-reader.ts'
import { intentsAbout } from './known-events.ts'

const TELLING = ['drop', 'rename', 'dropDatabase', 'aggregate']
const NEAR_MS = 60_000

/** Whether an event tells of it; waited for like any other. Undefined if it was told to stop. */
export async function isStructureTold(
  work: SettleWork,
  change: StructuralChange,
): Promise<boolean | undefined> {
  const site = work.siteOf(change.namespace)
  if (site === undefined) return true
  const parts = await work.eventParts()
  const places = site.audited.places()
  const when = new Date(change.at.t * 1000)
  const isRecorded = places.some((place) =>
    ['update', 'delete'].some((operation) => parts.recordedThen(place, operation, when)),
  )
  if (!isRecorded || (await isTold(work, change, places))) return true
  if (!(await untilSettled(work, [change]))) return undefined
  return isTold(work, change, places)
}

async function isTold(
  work: SettleWork,
  { at }: StructuralChange,
  places: readonly string[],
): Promise<boolean> {
  const intents = await intentsAbout(work.log, [at], places)
  return intents.some(
    ({ call, recordedAt }) =>
      TELLING.includes(call) && Math.abs(recordedAt.getTime() - at.t * 1000) < NEAR_MS,
  )
}

/** What became of the collection, in a word for operators. */
export function becauseOf({ kind, isReplaced }: StructuralChange): string {
  if (isReplaced) return 'collection-replaced'
  return kind === 'drop' ? 'collection-dropped' : 'collection-renamed'
}

/**
 * How do events get into the collection?
 *
 * In as few commands as their sizes allow. An event that cannot be sent or that the server
 * refuses is sent again without its values: an event that says what happened, and that its values
 * are missing, is worth more than none.
 */
import { withoutValues } from '@rastro/core'
import type { StoredEvent } from '@rastro/core'
import type { ClientSession, Db } from 'mongodb'
import type { BsonClasses } from './bson-classes.ts'
import { documentOf } from './event-document.ts'
import { insertDocuments } from './insert.ts'
import type { Refusal } from './insert.ts'
import { trySize } from './measure.ts'
import { withOwnClasses } from './own-classes.ts'
import { isUnsendable, storeUnavailable } from './store-errors.ts'

/** The driver sends one command as one document of at most 16 MiB. */
const MAX_COMMAND_BYTES = 16_000_000
const MAX_COMMAND_EVENTS = 10_000
/** Type, index and closing byte of an element in the command's list. */
const ELEMENT_BYTES = 8

export interface AppendTarget {
  readonly db: Db
  readonly collection: string
  readonly classes: BsonClasses
  readonly session: ClientSession | undefined
  readonly waitMs: number
  readonly bypassValidation: boolean
}

/**
 * Inserts the events; those already there count as stored.
 *
 * @throws AuditError `AUDIT_STORE_UNAVAILABLE`; inside a transaction the driver's own error.
 */
export async function appendEvents(
  events: readonly StoredEvent[],
  target: AppendTarget,
): Promise<void> {
  for (const batch of batchesOf(events)) {
    const refused = await insertOrRefuse(batch, target)
    if (refused.length === 0) continue
    const bare = refused.flatMap(({ index }) => {
      const event = batch[index]
      return event === undefined ? [] : [withOwnClasses(bareEvent(event), target.classes)]
    })
    const [again] = await insertOrRefuse(bare, target)
    if (again) throw storeUnavailable({ name: 'a refused event', code: again.code })
  }
}

async function insertOrRefuse(
  events: readonly StoredEvent[],
  target: AppendTarget,
): Promise<readonly Refusal[]> {
  const documents = events.map((event) => documentOf(event, target.classes))
  try {
    return await insertDocuments(target.db, { ...target, documents })
  } catch (error) {
    if (!isUnsendable(error)) throw error
  }
  // Nothing was sent. Most likely because another copy of the driver made the values.
  const own = events.map((event) => tryOwnClasses(event, target.classes))
  try {
    const documents = own.map((event) => documentOf(event, target.classes))
    return await insertDocuments(target.db, { ...target, documents })
  } catch (error) {
    if (!isUnsendable(error)) throw error
  }
  // The driver does not say for which event. One by one, only the events that cannot be sent
  // lose their values.
  return events.length === 1 ? [{ index: 0, code: 0 }] : insertEach(events, target)
}

function tryOwnClasses(event: StoredEvent, classes: BsonClasses): StoredEvent {
  try {
    return withOwnClasses(event, classes)
  } catch {
    return event
  }
}

async function insertEach(
  events: readonly StoredEvent[],
  target: AppendTarget,
): Promise<readonly Refusal[]> {
  const refused: Refusal[] = []
  for (const [index, event] of events.entries()) {
    const [refusal] = await insertOrRefuse([event], target)
    if (refusal) refused.push({ ...refusal, index })
  }
  return refused
}

function* batchesOf(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let batch: StoredEvent[] = []
  let batchBytes = 0
  for (const given of events) {
    const givenBytes = trySize(given)
    const event = givenBytes === undefined ? bareEvent(given) : given
    const bytes = (givenBytes ?? trySize(event) ?? 0) + ELEMENT_BYTES
    const isFull = batch.length === MAX_COMMAND_EVENTS || batchBytes + bytes > MAX_COMMAND_BYTES
    if (isFull && batch.length > 0) {
      yield batch
      batch = []
      batchBytes = 0
    }
    batch.push(event)
    batchBytes += bytes
  }
  if (batch.length > 0) yield batch
}

function bareEvent(event: StoredEvent): StoredEvent {
  return { ...event, e: withoutValues(event.e) }
}

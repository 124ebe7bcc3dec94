/**
 * `updateOne`, `replaceOne` and `deleteOne` outside a transaction: what did they change?
 *
 * The application's own command runs unmodified; then the record is read as it was just before
 * and at the write's own time.
 */
import type { CapturedChange, CapturedIntent } from '@rastro/core'
import { changeOf, report, runCall } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { findChanged, readPinned } from './find-changed.ts'
import type { ImagePair, NothingChanged } from './find-changed.ts'
import { freezeFilter } from './freeze.ts'
import { isServers, lastRung } from './last-rung.ts'
import { outcomeOfReply, outcomeOfResult, replyInError } from './outcome.ts'
import type { WriteOutcome } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { readByIds } from './reads.ts'
import { claimWrite, takeTime } from './recent-writes.ts'
import { beginWrite } from './sent-write.ts'
import { selectionOf } from './site.ts'

export async function captureSingleWrite(given: WriteCall): Promise<unknown> {
  const kind = given.method === 'deleteOne' ? 'delete' : 'update'
  const filter = freezeFilter(given, given.args[0])
  const pinned = pinnedId(filter)
  const sent = await beginWrite(given, pinned && [pinned.id])
  const { call, observed } = sent
  try {
    let result: unknown
    let failure: { error: unknown } | undefined
    let outcome: WriteOutcome
    try {
      result = await runCall(call, observed.session)
      outcome = outcomeOfResult(result)
    } catch (error) {
      const reply = replyInError(error)
      if (reply === undefined) {
        sent.failed(error)
        throw error
      }
      failure = { error }
      outcome = outcomeOfReply(reply, kind)
    }
    const overlapped = observed.overlapped()
    await report(
      call,
      await whatHappened(call, { filter, outcome, at: await sent.time(), overlapped }),
    )
    if (failure !== undefined) throw failure.error
    return result
  } finally {
    await sent.finish()
  }
}

interface Written {
  readonly filter: unknown
  readonly outcome: WriteOutcome
  readonly at: DriverTimestamp | undefined
  readonly overlapped: boolean
}

async function whatHappened(call: WriteCall, written: Written): Promise<Report> {
  const { outcome } = written
  if (outcome.modified + outcome.deleted === 0 && outcome.upsertedId === undefined) {
    return { changes: [] }
  }
  const { at } = written
  // No time: a standalone server. Nothing can be read back as of the write.
  if (at === undefined) return { changes: [], intent: intentOf(written, 'no-time') }
  takeTime(call.site, at)
  try {
    const changes = await imagesOf(call, { ...written, at })
    if (changes === undefined) {
      return await lastRung(call, { intent: intentOf(written, 'no-images'), at })
    }
    return { changes: changes.filter(({ id }) => claimWrite(call.site, id, at)) }
  } catch (error) {
    // The images are gone (the collection was dropped, the snapshot window has passed, the
    // database is away): the write happened, so something must be said of it.
    const intent = intentOf(written, 'no-images')
    return isServers(error) ? lastRung(call, { intent, at }) : { changes: [], intent }
  }
}

async function imagesOf(
  call: WriteCall,
  written: Written & { readonly at: DriverTimestamp },
): Promise<CapturedChange[] | undefined> {
  const { site } = call
  const { at, outcome } = written
  if (outcome.upsertedId !== undefined) {
    const made = await readByIds(site, [outcome.upsertedId.id], { at })
    const [record] = made.values()
    return record === undefined ? undefined : oneChange({ before: undefined, after: record }, at)
  }
  const pair = await changedPair(call, written)
  if (pair === 'nothing-changed') return call.method === 'replaceOne' ? [] : undefined
  if (pair === undefined || (pair.before === undefined && pair.after === undefined))
    return undefined
  const changes = oneChange(pair, at)
  // The server counted a change: there must be one, unless the content was replaced by its equal
  // or the answer was that of another call.
  const mayBeNone = call.method === 'replaceOne' || written.overlapped
  return changes.length > 0 || mayBeNone ? changes : undefined
}

async function changedPair(
  call: WriteCall,
  written: Written & { readonly at: DriverTimestamp },
): Promise<ImagePair | NothingChanged | undefined> {
  const { site } = call
  const selection = selectionOf(call.options)
  const pinned = pinnedId(written.filter)
  if (pinned !== undefined) {
    const deleted = written.outcome.deleted > 0
    const pair = await readPinned(site, pinned.id, { at: written.at, selection, deleted })
    // An update without a record before cannot be: the id meant another record.
    if (pair?.before !== undefined) return pair
  }
  return findChanged(site, { filter: written.filter, selection }, written.at)
}

function oneChange(pair: ImagePair, at: DriverTimestamp): CapturedChange[] {
  const change = changeOf(pair.before, pair.after, { at })
  return change === undefined ? [] : [change]
}

function intentOf(written: Written, because: string): CapturedIntent {
  const { outcome } = written
  const pinned = pinnedId(written.filter)
  const id = outcome.upsertedId ?? pinned
  return {
    operation:
      outcome.upsertedId !== undefined ? 'create' : outcome.deleted > 0 ? 'delete' : 'update',
    ...(id === undefined ? {} : { ids: [id.id] }),
    filter: written.filter,
    count: 1,
    because,
    ...(written.at === undefined ? {} : { ct: { t: written.at, n: 0 } }),
  }
}

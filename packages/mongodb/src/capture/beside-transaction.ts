/**
 * The images of a write in an open transaction, with one read of it inside and one beside.
 *
 * Once the transaction has written a record nobody else can until it ends. So what is committed of
 * that record is what it was before, read by anybody; what the transaction sees is what it is
 * after. Both reads run at once, and none has to go before the write.
 */
import type { CapturedChange } from '@rastro/core'
import { changeOf } from './call.ts'
import type { WriteCall } from './call.ts'
import { justAfter } from './driver.ts'
import type { DriverSession, DriverTimestamp } from './driver.ts'
import { freezeFilter } from './freeze.ts'
import { runObserved, touchedBy } from './in-transaction.ts'
import type { WroteInside } from './in-transaction.ts'
import { asDoc } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { readByIds, readRecords } from './reads.ts'
import { selectionOf } from './site.ts'
import { surelyDiffers } from './surely-differs.ts'

/** What the answer counts is not what was found: the write has to be done anew, reading first. */
export class NotSeenBeside extends Error {
  override readonly name = 'NotSeenBeside'
}

/**
 * Whether it can be seen that the record is locked by the write: one that changed nothing locks
 * nothing, and `findOneAndUpdate` shows it only by the record before.
 */
export function canReadBeside(call: WriteCall): boolean {
  if (call.method === 'deleteMany') return true
  const { returnDocument = 'before', projection } = call.options
  const showsBefore = returnDocument === 'before' && (projection ?? undefined) === undefined
  const isShown = call.method === 'findOneAndUpdate' && showsBefore
  if (!isShown && !PINNED.has(call.method)) return false
  return pinnedId(call.args[0]) !== undefined
}

const PINNED: ReadonlySet<string> = new Set([
  'updateOne',
  'replaceOne',
  'deleteOne',
  'findOneAndReplace',
  'findOneAndDelete',
])

/** Runs the command in the session's open transaction, then reads. */
export async function writeBeside(call: WriteCall, session: DriverSession): Promise<WroteInside> {
  const filter = freezeFilter(call, call.args[0])
  const { result, time } = await runObserved(call, session)
  const touched = touchedBy(call, result)
  if (touched.count === 0) return { result, what: { changes: [] } }
  if (touched.isGuess) throw new NotSeenBeside()
  const at = time && justAfter(time)
  if (touched.madeIds.length > 0) {
    const made = await readByIds(call.site, touched.madeIds, { session })
    return {
      result,
      what: {
        changes: numbered(
          [...made.values()].map((after) => ({ after })),
          at,
        ),
      },
    }
  }
  if (call.method === 'deleteMany') {
    const query = { filter, selection: selectionOf(call.options) }
    const gone = await readRecords(call.site, query, 'committed')
    if (gone.length !== touched.count) throw new NotSeenBeside()
    return {
      result,
      what: {
        changes: numbered(
          gone.map((before) => ({ before })),
          at,
        ),
      },
    }
  }
  const pair = await readPair(call, filter, session)
  const mustDiffer = call.method === 'findOneAndUpdate'
  if (mustDiffer && !surelyDiffers(asDoc(result)['value'], pair.after)) throw new NotSeenBeside()
  const changes = numbered([pair], at)
  const mayBeEqual = call.method === 'replaceOne' || call.method === 'findOneAndReplace'
  if (changes.length === 0 && !mayBeEqual) throw new NotSeenBeside()
  return { result, what: { changes } }
}

type Pair = Pick<CapturedChange, 'before' | 'after'>

async function readPair(call: WriteCall, filter: unknown, session: DriverSession): Promise<Pair> {
  const isDeletion = /delete/i.test(call.method)
  const query = {
    filter: { _id: { $eq: pinnedId(filter)?.id } },
    // Under a collation `ABC` may also mean `abc`: two answers say that it does.
    limit: 2,
    selection: selectionOf({ collation: call.options['collation'] }),
  }
  const [before, after] = await Promise.all([
    readRecords(call.site, query, 'committed'),
    isDeletion ? [] : readRecords(call.site, query, { session }),
  ])
  if (before.length !== 1 || after.length !== (isDeletion ? 0 : 1)) throw new NotSeenBeside()
  return {
    ...(before[0] === undefined ? {} : { before: before[0] }),
    ...(after[0] === undefined ? {} : { after: after[0] }),
  }
}

function numbered(pairs: readonly Pair[], at: DriverTimestamp | undefined): CapturedChange[] {
  const changes: CapturedChange[] = []
  for (const { before, after } of pairs) {
    const how = at === undefined ? {} : { at, n: changes.length }
    const change = changeOf(before, after, how)
    if (change !== undefined) changes.push(change)
  }
  return changes
}

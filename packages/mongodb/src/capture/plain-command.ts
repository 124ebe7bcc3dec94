/**
 * The command that gives back the record as it was, its answer, and what the application gets.
 *
 * The record is asked for twice inside a projection, as values and as bytes: by these an answer in
 * JavaScript's own numbers shows whether it hides anything of what is stored.
 */
import type { StoredRecord } from '@rastro/core'
import { byteSize } from '@rastro/core'
import type { WriteCall } from './call.ts'
import type { Doc, DriverSession } from './driver.ts'
import { holdsSymbol } from './holds-symbol.ts'
import { asDoc, numberOf } from './outcome.ts'
import type { PlainPlan } from './plain-plan.ts'
import { promoted } from './promoted.ts'

/** What the answer shows. */
export interface PlainReply {
  /** As the driver gave it. */
  readonly reply: Doc
  /** The record before; absent where none matched. */
  readonly before?: StoredRecord
  /** Whether it has every value as it is stored. */
  readonly isExact: boolean
}

/** In the projection, and in no record of anybody's. */
const RECORD = 'auditRecord'
const BYTES = 'auditStoredBytes'

/** Larger ones are read as of the write, without being sent twice, or where nobody waits for them. */
const MAX_SHOWN_BYTES = 64 * 1024

const IS_SMALL = { $lt: [{ $bsonSize: '$$ROOT' }, MAX_SHOWN_BYTES] }

/**
 * Numbers cannot be kept apart without hiding the codes of errors from the driver, which must know
 * them. What it leaves as bytes is elements of a list of this name.
 */
const SHAPE = { promoteLongs: false, bsonRegExp: true, fieldsAsRaw: { [BYTES]: true } }

/** Sends the command. */
export async function runPlain(
  call: WriteCall,
  session: DriverSession,
  plan: PlainPlan,
): Promise<Doc> {
  const { original } = call.site
  const how = {
    ...call.options,
    ...SHAPE,
    ...(plan.shows === 'counts' ? { enableUtf8Validation: false } : {}),
    projection: {
      _id: 0,
      [RECORD]:
        plan.shows === 'counts' ? { $cond: [IS_SMALL, '$$ROOT', { _id: '$_id' }] } : '$$ROOT',
      [BYTES]: { $cond: [IS_SMALL, ['$$ROOT'], []] },
    },
    includeResultMetadata: true,
    session,
  }
  const [filter, update] = call.args
  const reply =
    plan.tree === undefined
      ? await original.findOneAndDelete(filter, how)
      : await original.findOneAndUpdate(filter, update, { ...how, returnDocument: 'before' })
  return asDoc(reply)
}

/** Reads an answer of {@link runPlain}. */
export function readPlain(reply: Doc): PlainReply {
  if (numberOf(asDoc(reply['lastErrorObject'])['n']) === 0) return { reply, isExact: true }
  const value = asDoc(reply['value'])
  // The answer to a repetition is the record itself, whatever was asked for.
  if ('_id' in value) return { reply, before: value, isExact: false }
  const before = asDoc(value[RECORD])
  const [bytes] = value[BYTES] as readonly unknown[]
  return { reply, before, isExact: bytes instanceof Uint8Array && showsAll(before, bytes) }
}

/**
 * A whole number is an integer, or a double and four bytes longer; damaged text and keys that are
 * there twice show in the size as well. A symbol is as long as the text that it is read as.
 */
function showsAll(record: StoredRecord, bytes: Uint8Array): boolean {
  return byteSize(record) === bytes.length && !holdsSymbol(bytes)
}

/** What the application's own command returns; of `findOneAnd…` with its metadata. */
export function resultOf(
  plan: PlainPlan,
  came: { readonly said: PlainReply; readonly isChange: boolean; readonly after: unknown },
): unknown {
  const { said, isChange } = came
  const isFound = said.before !== undefined
  if (plan.shows !== 'counts') {
    const shown = plan.shows === 'after' ? came.after : said.before
    const value = isFound ? promoted(shown ?? null) : null
    return { ...asDoc(promoted(said.reply)), value }
  }
  const count = isFound ? 1 : 0
  if (plan.tree === undefined) return { acknowledged: true, deletedCount: count }
  return {
    acknowledged: true,
    modifiedCount: isChange ? 1 : 0,
    upsertedId: null,
    upsertedCount: 0,
    matchedCount: count,
  }
}

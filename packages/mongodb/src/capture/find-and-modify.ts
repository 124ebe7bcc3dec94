/**
 * `findOneAndUpdate`, `findOneAndReplace` and `findOneAndDelete` outside a transaction.
 *
 * The command runs with its metadata, which are taken away again if the application did not ask
 * for them; then both images are read as of the write.
 */
import type { CapturedIntent } from '@rastro/core'
import { changeOf, report, runCall } from './call.ts'
import type { Report, WriteCall } from './call.ts'
import type { DriverTimestamp } from './driver.ts'
import { findChanged, readPinned } from './find-changed.ts'
import type { ImagePair, NothingChanged } from './find-changed.ts'
import { asDoc, numberOf, replyInError } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { proveWrite } from './proof.ts'
import type { Proof } from './proof.ts'
import { isServers, lastRung } from './last-rung.ts'
import { readByIds } from './reads.ts'
import { claimWrite, isClaimed } from './recent-writes.ts'
import { beginWrite } from './sent-write.ts'
import type { ObservedSession } from './sessions.ts'
import { freezeFilter } from './freeze.ts'
import { selectionOf } from './site.ts'

export async function captureFindAndModify(given: WriteCall): Promise<unknown> {
  const filter = freezeFilter(given, given.args[0])
  const pinned = pinnedId(filter)
  const sent = await beginWrite(given, pinned && [pinned.id])
  const { call, observed } = sent
  try {
    let reply: unknown
    let failure: { error: unknown } | undefined
    try {
      reply = await runCall(call, observed.session, { includeResultMetadata: true })
    } catch (error) {
      reply = replyInError(error)
      if (reply === undefined) {
        sent.failed(error)
        throw error
      }
      failure = { error }
    }
    await report(call, await whatHappened(call, observed, { filter, reply, at: await sent.time() }))
    if (failure !== undefined) throw failure.error
    return withoutMetadata(call, reply)
  } finally {
    await sent.finish()
  }
}

/** What the application would have got: the record alone, unless it asked for more. */
export function withoutMetadata(call: WriteCall, reply: unknown): unknown {
  // Any truthy value, as the driver takes it.
  if (call.options['includeResultMetadata']) return reply
  return asDoc(reply)['value'] ?? null
}

/** The result of any call that ran with metadata, as the application is to see it. */
export function shownResult(call: WriteCall, result: unknown): unknown {
  return call.method.startsWith('findOneAnd') ? withoutMetadata(call, result) : result
}

export interface ModifyReply {
  /** False when no record matched and none was made; `unknown` of an answer left as bytes. */
  readonly touched: boolean | 'unknown'
  readonly upsertedId?: { readonly id: unknown }
  /** The touched record's id, where the answer shows it. */
  readonly id?: { readonly id: unknown }
}

/** What a find-and-modify reply says about the record it touched. */
export function readModifyReply(call: WriteCall, reply: unknown): ModifyReply {
  const doc = asDoc(reply)
  if (doc['lastErrorObject'] instanceof Uint8Array) return { touched: 'unknown' }
  const last = asDoc(doc['lastErrorObject'])
  const value = doc['value']
  const isRecord = typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
  const id = isRecord && Object.hasOwn(value, '_id') ? { id: asDoc(value)['_id'] } : undefined
  return {
    touched: numberOf(last['n']) > 0,
    // Any value, also null, is an id.
    ...(Object.hasOwn(last, 'upserted') ? { upsertedId: { id: last['upserted'] } } : {}),
    ...(id === undefined || id.id === undefined || makesUpIds(call) ? {} : { id }),
  }
}

// A projection may put anything in the place of the record's own id.
function makesUpIds(call: WriteCall): boolean {
  return Object.entries(asDoc(call.options['projection'])).some(([path, shown]) => {
    const isPlain = typeof shown === 'number' || typeof shown === 'boolean'
    return path.startsWith('_id.') || (path === '_id' && !isPlain)
  })
}

interface Modified {
  readonly filter: unknown
  readonly reply: unknown
  readonly at: DriverTimestamp | undefined
}

async function whatHappened(
  call: WriteCall,
  observed: ObservedSession,
  modified: Modified,
): Promise<Report> {
  const said = readModifyReply(call, modified.reply)
  if (!said.touched) return { changes: [] }
  const { at } = modified
  const intent = (because: string): Report => ({
    changes: [],
    intent: intentOf(call, { said, filter: modified.filter, at, because }),
  })
  if (at === undefined) return intent('no-time')
  const unseen = {
    intent: intentOf(call, { said, filter: modified.filter, at, because: 'no-images' }),
  }
  try {
    const [images, proof] = await Promise.all([
      imagesAt(call, { filter: modified.filter, said, at }),
      proofOf(call, observed, { said, at }),
    ])
    if (proof === 'wrote-nothing') return { changes: [] }
    const own = proof === 'unknown' || (proof.wrote.t === at.t && proof.wrote.i === at.i)
    const ownTime = proof === 'unknown' ? at : proof.wrote
    const pair = own ? images : await imagesAt(call, { filter: modified.filter, said, at: ownTime })
    const change =
      typeof pair === 'object' &&
      changeOf(pair.before, pair.after, {
        at: ownTime,
        fidelity: proof === 'unknown' ? 'derived' : 'exact',
      })
    if (change === false || change === undefined) {
      if (mayBeNone(call, { said, proof, pair })) return { changes: [] }
      if (proof === 'unknown') return intent('no-images')
      return await lastRung(call, { ...unseen, at: ownTime })
    }
    const isOwn =
      proof === 'unknown'
        ? !isClaimed(call.site, change.id, ownTime)
        : claimWrite(call.site, change.id, ownTime)
    return { changes: isOwn ? [change] : [] }
  } catch (error) {
    if (!isServers(error)) return intent('no-images')
    const proof = await proofOf(call, observed, { said, at })
    if (proof === 'wrote-nothing') return { changes: [] }
    return proof === 'unknown'
      ? intent('no-images')
      : lastRung(call, { ...unseen, at: proof.wrote })
  }
}

// No difference is an answer where nothing was changed: by a replacement with equal content, or by
// an update of which nothing says that it wrote.
function mayBeNone(
  call: WriteCall,
  known: {
    readonly said: ModifyReply
    readonly proof: Proof
    readonly pair: ImagePair | NothingChanged | undefined
  },
): boolean {
  const { said, proof, pair } = known
  const wasFound = pair !== undefined && (typeof pair === 'string' || pair.before !== undefined)
  if (wasFound) return proof === 'unknown' || call.method === 'findOneAndReplace'
  return said.touched === 'unknown' && proof === 'unknown' && call.options['upsert'] !== true
}

// A deletion, an insertion and a replacement always write, so their time is always their own.
async function proofOf(
  call: WriteCall,
  observed: ObservedSession,
  known: { readonly said: ModifyReply; readonly at: DriverTimestamp },
): Promise<Proof> {
  const { said } = known
  const alwaysWrites =
    said.touched === true && (call.method !== 'findOneAndUpdate' || said.upsertedId !== undefined)
  return alwaysWrites ? { wrote: known.at } : proveWrite(call.site, observed, known.at)
}

async function imagesAt(
  call: WriteCall,
  known: { readonly filter: unknown; readonly said: ModifyReply; readonly at: DriverTimestamp },
): Promise<ImagePair | NothingChanged | undefined> {
  const { site } = call
  const { said, at } = known
  if (said.upsertedId !== undefined) {
    const [after] = (await readByIds(site, [said.upsertedId.id], { at })).values()
    return { before: undefined, after }
  }
  const selection = selectionOf(call.options)
  const deleted = call.method === 'findOneAndDelete'
  // An id from the answer is exact; one from the condition means what the collation makes of it.
  if (said.id !== undefined) {
    return readPinned(site, said.id.id, {
      at,
      deleted,
      selection: { collation: { locale: 'simple' } },
    })
  }
  const pinned = pinnedId(known.filter)
  if (pinned !== undefined) {
    const pair = await readPinned(site, pinned.id, { at, deleted, selection })
    if (pair !== undefined) return pair
  }
  return findChanged(site, { filter: known.filter, selection }, at)
}

function intentOf(
  call: WriteCall,
  what: {
    readonly said: ModifyReply
    readonly filter: unknown
    readonly at: DriverTimestamp | undefined
    readonly because: string
  },
): CapturedIntent {
  const id = what.said.upsertedId ?? what.said.id ?? pinnedId(what.filter)
  const changed = call.method === 'findOneAndDelete' ? 'delete' : 'update'
  return {
    operation: what.said.upsertedId === undefined ? changed : 'create',
    ...(id === undefined ? {} : { ids: [id.id] }),
    filter: what.filter,
    ...(what.said.touched === 'unknown' ? {} : { count: 1 }),
    because: what.because,
    ...(what.at === undefined ? {} : { ct: { t: what.at, n: 0 } }),
  }
}

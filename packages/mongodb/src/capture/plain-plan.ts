/**
 * May this call be carried out by a command that gives back the record as it was?
 *
 * `findAndModify` returns the record before with the write itself, so that nothing has to be read;
 * what comes of a plain update is worked out. Everything in which that command differs from the
 * application's own, and everything seldom, goes the other way: it costs two reads more and is as
 * exact.
 */
import { kindOf } from '@rastro/core'
import type { WriteCall } from './call.ts'
import { isReplicaSet } from './deployment.ts'
import type { Doc } from './driver.ts'
import { isOneId } from './every-match.ts'
import { freezeFilter } from './freeze.ts'
import { asDoc } from './outcome.ts'
import { pinnedId } from './pinned-id.ts'
import { isPlainRefused } from './plain-trust.ts'
import { tryPlainUpdate } from './plain-update.ts'
import type { PlainTree } from './plain-update.ts'
import { hasUsualShape } from './promoted.ts'
import { isMissable } from './write-concern.ts'

/** How a call is carried out. */
export interface PlainPlan {
  readonly filter: Doc
  /** As it is going to be stored; absent for a deletion. */
  readonly update?: unknown
  readonly tree?: PlainTree
  /** What the application gets: counts, or the record before or after. */
  readonly shows: 'counts' | 'before' | 'after'
}

/** Options that mean the same to both commands, or nothing to the driver. */
const SAME = new Set([
  'session',
  'upsert',
  'writeConcern',
  'comment',
  'let',
  'hint',
  'collation',
  'ignoreUndefined',
  // Mongoose's own, which it hands on.
  'strict',
  'runValidators',
  'setDefaultsOnInsert',
  'validateBeforeSave',
  'validateModifiedOnly',
  'timestamps',
])

/** Of `findOneAnd…`, which sends that command anyway. */
const SHOWN = new Set([
  ...SAME,
  'sort',
  'returnDocument',
  'returnOriginal',
  'includeResultMetadata',
])

const UPDATES = new Set(['updateOne', 'findOneAndUpdate', 'updateMany'])
const DELETIONS = new Set(['deleteOne', 'findOneAndDelete', 'deleteMany'])

/** Looks at a call outside a transaction; undefined where it must go the other way. */
export function tryPlainPlan(call: WriteCall): PlainPlan | undefined {
  const { method, options, site, args } = call
  const isUpdate = UPDATES.has(method)
  if (!isUpdate && !DELETIONS.has(method)) return undefined
  if (isPlainRefused(site) || !isPlainCall(call)) return undefined
  const filter = freezeFilter(call, args[0])
  if (kindOf(args[0]) !== 'object' || kindOf(filter) !== 'object') return undefined
  // Of a condition that means one record, whatever the collation, `Many` says no more than `One`.
  if (method.endsWith('Many') && !isOneId(pinnedId(filter)?.id)) return undefined
  const { returnDocument } = options
  const isAfter = method === 'findOneAndUpdate' && returnDocument === 'after'
  const isShown = method.startsWith('findOneAnd')
  const shows = isShown ? (isAfter ? 'after' : 'before') : 'counts'
  if (!isUpdate) return { filter: filter as Doc, shows }
  if (kindOf(args[1]) !== 'object') return undefined
  const update = freezeFilter(call, args[1])
  const tree = tryPlainUpdate(update)
  if (tree === undefined || (isAfter && !isShowable(update))) return undefined
  return { filter: filter as Doc, update, tree, shows }
}

function isPlainCall(call: WriteCall): boolean {
  const { site, options } = call
  const { original } = site
  const { client } = original
  const known = call.method.startsWith('findOneAnd') ? SHOWN : SAME
  if (Object.keys(options).some((name) => !known.has(name))) return false
  // On a session of the caller's other operations may have the same number.
  if ((options['session'] ?? null) !== null || Boolean(options['upsert'])) return false
  const settings = asDoc(client.options)
  // Without numbered writes nobody could say whether one that failed has happened.
  if (settings['retryWrites'] === false || !isReplicaSet(client)) return false
  if ((settings['autoEncryption'] ?? null) !== null) return false
  // A copy of the update has no functions, and the driver is going to send them.
  if (original.bsonOptions?.serializeFunctions === true) return false
  const limit = settings['timeoutMS'] ?? asDoc(original)['timeoutMS'] ?? null
  return limit === null && hasUsualShape(original, options) && !isMissable(site, options)
}

/** Whether the values of an update come back from the driver as they were given. */
function isShowable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (Array.isArray(value)) return value.every(isShowable)
  const kind = kindOf(value)
  if (kind === 'date') return true
  return (
    kind === 'object' &&
    !Object.hasOwn(value, '$ref') &&
    !('_bsontype' in value) &&
    Object.values(value).every(isShowable)
  )
}

/**
 * What is recorded of a change that bypassed capture?
 *
 * An event of the same type as if it had been captured, so that it stands in the record's history
 * where it belongs; by an actor of the type `unknown`, since the database does not know people.
 * Its id follows from the change alone: whoever finds the change again makes the same event.
 */
import { createHash } from 'node:crypto'
import type { Catalog } from '../catalog/definition.ts'
import type { AuditEvent, Fidelity, StoredEvent, StoredRecord } from '../event/event.ts'
import { sealEvent } from '../event/seal.ts'
import type { ClientMode } from '../policy/policy.ts'
import type { SeenChange } from '../ports/completeness.ts'
import type { OpenIntent } from '../ports/spool.ts'
import type { AuditedCollection, AuditedModel } from '../recorder/captured.ts'
import { draftIntent, draftMembers } from '../recorder/change-events.ts'
import type { MemberDraft, RecordingRules } from '../recorder/change-events.ts'
import { composeEvent } from '../recorder/compose-event.ts'
import { markPersonal } from '../privacy/mark-personal.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import { idText } from '../values/id-text.ts'
import { kindOf } from '../values/kind.ts'
import { compareTimes, dateOf, timeKey } from './cluster-time.ts'
import type { ClusterInstant } from './cluster-time.ts'
import type { RecordedThen } from './recorded-then.ts'

/** A change without an event, with what could be read of it. */
export interface UnexplainedChange {
  readonly change: SeenChange
  /** `<database>.<collection>`. */
  readonly namespace: string
  readonly collection: AuditedCollection
  /** Undefined where the images could not be read. */
  readonly images: ChangeImages | undefined
}

/** What the record was before and after: undefined where there was none. */
export interface ChangeImages {
  readonly before: StoredRecord | undefined
  readonly after: StoredRecord | undefined
  readonly fidelity: Exclude<Fidelity, 'intent'>
}

/** What the events are made with. */
export interface OutOfBandParts {
  readonly tenant: string
  readonly catalog: Catalog
  readonly recordedThen: RecordedThen
  readonly modeOf: (place: string) => ClientMode
  readonly intents: readonly OpenIntent[]
  readonly personal?: PersonalData | undefined
  readonly now: Date
}

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_LENGTH = 10
const TURN_LENGTH = 4
const ID_LENGTH = 26
/** Announced before it was sent, and a write that takes longer was given up. */
const MAX_INTENT_AGE_MS = 120_000

/** Makes the event; undefined for a change that nobody asked to be told of. */
export function outOfBandEvent(
  unexplained: UnexplainedChange,
  parts: OutOfBandParts,
): StoredEvent | undefined {
  const { change, namespace } = unexplained
  const draft = draftOf(unexplained, parts)
  if (draft === undefined) return undefined
  const probableActor = tryProbableActor(unexplained, parts.intents)
  const event: AuditEvent = composeEvent(
    parts.catalog,
    {
      ...draft.facts,
      tenant: parts.tenant,
      at: change.clock ?? dateOf(change.at),
      severity: 'warning',
      details: {
        outOfBand: true,
        ...draft.facts.details,
        ...(probableActor === undefined ? {} : { probableActor }),
      },
    },
    { actor: { type: 'unknown' } },
  )
  const marked = parts.personal === undefined ? event : markPersonal(event, parts.personal)
  return sealEvent(marked, { id: outOfBandId(namespace, change), now: parts.now })
}

/** The id of the event of a change: the same for whoever finds it. */
export function outOfBandId(
  namespace: string,
  { key, at }: Pick<SeenChange, 'key' | 'at'>,
): string {
  return idAt(dateOf(at), `out of band ${namespace} ${timeKey(at)} ${key}`, at.i)
}

/**
 * An id that sorts by the time and follows from the words.
 *
 * @param turn - Sorts what has the same time, below 2^20.
 */
export function idAt(at: Date, words: string, turn?: number): string {
  const time = letters(at.getTime(), TIME_LENGTH)
  const order = turn === undefined ? '' : letters(turn, TURN_LENGTH)
  const hash = createHash('sha256').update(words).digest()
  return (time + order + [...hash].map((byte) => LETTERS[byte & 31]).join('')).slice(0, ID_LENGTH)
}

function letters(value: number, length: number): string {
  let text = ''
  let left = value
  while (text.length < length) {
    text = `${LETTERS[left % 32]}${text}`
    left = Math.floor(left / 32)
  }
  return text
}

function draftOf(
  { change, collection, images }: UnexplainedChange,
  parts: OutOfBandParts,
): MemberDraft | undefined {
  const { id, at } = change
  const ct = { t: at, n: 0 }
  const call = {
    collection,
    method: 'unknown',
    durability: 'majority',
    connectedClient: undefined,
  } as const
  const rules: RecordingRules = {
    isRecorded: (place, operation) => parts.recordedThen(place, operation, dateOf(at)),
    modeOf: parts.modeOf,
  }
  if (images === undefined) {
    if (isIgnored(change, collection)) return undefined
    const operation = OPERATIONS[change.kind]
    const intent = { operation, ids: [id], because: 'no-images', ct } as const
    return draftIntent({ ...call, changes: [], intent }, rules)
  }
  const { before, after, fidelity } = images
  const seen = {
    id,
    fidelity,
    ct,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
  const [draft] = draftMembers({ ...call, changes: [seen] }, rules, () => 'single')
  return draft
}

const OPERATIONS = {
  insert: 'create',
  update: 'update',
  replace: 'update',
  delete: 'delete',
} as const satisfies Record<SeenChange['kind'], string>

/** Whether everything that an update touched is what every model of the collection ignores. */
export function isIgnored(change: SeenChange, collection: AuditedCollection): boolean {
  const { kind, touched } = change
  if (kind !== 'update' || touched === undefined) return false
  const models = collection.models?.() ?? [collection.root]
  return touched.every((path) => models.every((model) => isIgnoredBy(model, path.split('.'))))
}

function isIgnoredBy({ ignore }: AuditedModel, path: readonly string[]): boolean {
  // An index never names one element: patterns leave them out, or have a star.
  return ignore.some((pattern) => matches(pattern, path))
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return true
  const [segment, ...inner] = path
  if (segment === undefined) return false
  if (first === '*' || first === segment) return matches(rest, inner)
  return /^\d+$/.test(segment) && matches(pattern, inner)
}

/** Whoever announced a write of this record just before: probable, and not more than that. */
function tryProbableActor(
  { change, namespace }: UnexplainedChange,
  intents: readonly OpenIntent[],
): OpenIntent['actor'] | undefined {
  const own = intents.filter((intent) => intent.namespace === namespace)
  const intent =
    own.find((one) => isItsTransaction(one, change)) ??
    own.filter((one) => isAbout(one, change)).toSorted((a, b) => +b.at - +a.at)[0]
  return intent?.actor
}

function isItsTransaction({ lsid, txnNumber }: OpenIntent, { transaction }: SeenChange): boolean {
  if (transaction === undefined || transaction.number !== String(txnNumber)) return false
  return transaction.session === idText(lsid)
}

function isAbout({ ids, at, after }: OpenIntent, change: SeenChange): boolean {
  const sinceMs = dateOf(change.at).getTime() - at.getTime()
  // The database's time is to the second.
  const isNear = sinceMs > -2_000 && sinceMs < MAX_INTENT_AGE_MS
  const isLater = after === undefined || compareTimes(partsOf(after), change.at) < 0
  return isNear && isLater && (ids ?? []).some((id) => isSameId(id, change.id))
}

/** By shape: timestamps of old drivers, which intents are read back as, have no `t` and `i`. */
function partsOf(time: ClusterInstant & { readonly high?: number; readonly low?: number }) {
  const { high, low } = time
  if (high === undefined || low === undefined) return time
  return { t: high >>> 0, i: low >>> 0 }
}

function isSameId(a: unknown, b: unknown): boolean {
  return kindOf(a) === kindOf(b) && idText(a) === idText(b)
}

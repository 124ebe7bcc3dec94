/**
 * How is everything of a person forgotten, and what is said of it?
 *
 * By destroying the keys of the person: every event and every proof stays as it is, and nothing of
 * what was encrypted can be read any more, in no copy of the log either. A legal hold forbids it.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import type { RecordReference } from '../event/event.ts'
import type { Clock } from '../environment/environment.ts'
import type { ErasureStore, LegalHold } from '../ports/erasure.ts'
import type { KeyStore } from '../ports/keys.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { idText } from '../values/id-text.ts'
import type { DataKeys } from './data-keys.ts'
import { forgetArranged } from './forget-arranged.ts'
import type { Arranged } from './forget-arranged.ts'
import { modelOfOwner, ownerOfRecord, ownersOfPerson, trySharedOwner } from './owners.ts'

/** Whose data: the model's name, and the id as a text or with its BSON type. */
export type ErasedSubject = Pick<RecordReference, 'type' | 'id'>

/** What is to be forgotten, why and how the rest of it is dealt with. */
export interface EraseOptions {
  readonly subject: ErasedSubject
  /** 1 to 1,000 characters; stands in the log. */
  readonly reason: string
  /** What the application did with its own data. */
  readonly method: 'anonymised' | 'deleted'
  /** In whose log. Default: the audit's own tenant. */
  readonly tenant?: string
}

/** What was done, for the person and for the supervisory authority. */
export interface ErasureCertificate {
  /** The event that tells of it. */
  readonly id: string | undefined
  readonly subject: ErasedSubject
  readonly at: Date
  readonly reason: string
  readonly method: 'anonymised' | 'deleted'
  /** Events whose values cannot be read any more. */
  readonly events: number
  readonly keysDestroyed: number
  /** Events from which tokens were removed. */
  readonly tokensRemoved: number
  /** Events about the person that were stored before there were keys: their values stay. */
  readonly unsealed: number
  /** People whose saved views named the person: those views are gone. */
  readonly viewsOf: number
  /**
   * Models of others with this id whose actions are under the same key, because the events say no
   * `actor.model`: that key was left, and with it what the person is called in their own actions.
   */
  readonly sharedWith: readonly string[]
  /** Until when a backup of the keys may still hold them; null where nobody said how long. */
  readonly backupsUntil: Date | null
  /** Holds that were in the way: none, or nothing would have been erased. */
  readonly holds: readonly LegalHold[]
}

/** Why somebody's data must be kept, or need not be any more. */
export interface HoldOptions {
  /** 1 to 1,000 characters; stands in the log. */
  readonly reason: string
  /** In whose log. Default: the audit's own tenant. */
  readonly tenant?: string
}

/** What erasing works with. */
export interface ErasureParts {
  readonly tenant: string
  readonly store: ErasureStore
  readonly keyStore: Pick<KeyStore, 'byOwner' | 'recordsWithId'>
  /** True for a model whose records are persons. */
  readonly isPerson: (type: string) => boolean
  readonly keys: Pick<DataKeys, 'forget' | 'byId'>
  /** Makes values of the application's own driver. */
  readonly make: () => ValueMaker
  /** What people arranged for themselves, which may name the person. */
  readonly arranged?: Arranged | undefined
  readonly clock: Clock
  /** Resolves when everything handed over so far is stored. */
  readonly settle: () => Promise<void>
  /** Records an event about the person. @returns Its id. */
  readonly record: (
    type: string,
    facts: {
      readonly subject: ErasedSubject
      readonly reason: string
      readonly details?: Readonly<Record<string, unknown>>
    },
  ) => Promise<string | undefined>
  /** How long backups of the keys are kept, in days; undefined where nobody said. */
  readonly backupDays?: number | undefined
}

/** Forgets persons, and keeps them from being forgotten. */
export interface Erasure {
  /**
   * Destroys the keys of a person.
   * @throws AuditError `AUDIT_ERASURE_HELD`, `AUDIT_OPTION_INVALID`, `AUDIT_KEYS_UNAVAILABLE`
   */
  erase(options: EraseOptions): Promise<ErasureCertificate>
  /** Keeps a person's data from being erased. */
  hold(subject: ErasedSubject, options: HoldOptions): Promise<LegalHold>
  /** Ends the hold. @throws AuditError `AUDIT_NOT_FOUND` if there is none. */
  release(subject: ErasedSubject, options: HoldOptions): Promise<LegalHold>
  /** Holds that last. */
  holds(options?: Pick<HoldOptions, 'tenant'>): Promise<readonly LegalHold[]>
}

const MAX_REASON_CHARS = 1_000
const MS_PER_DAY = 86_400_000

/** What is forgotten of one person, by several ids. */
export type EraseAllOptions = Omit<EraseOptions, 'subject'> & {
  readonly subjects: readonly ErasedSubject[]
  /** Told of each certificate before the next person is erased: what ends early is known as well. */
  readonly certified?: (certificate: ErasureCertificate) => Promise<void>
}

/** Makes the erasure of one tenant's log. */
export function createErasure(parts: ErasureParts): Erasure & {
  /** Forgets a person by all of their ids, or by none: a hold of one keeps every other. */
  readonly eraseAll: (options: EraseAllOptions) => Promise<readonly ErasureCertificate[]>
} {
  const { tenant, store, keyStore, keys, clock, record } = parts

  const erasure: Erasure = {
    async erase(options) {
      checkOptions('audit.erase', options, ['subject', 'reason', 'method'])
      const subject = checkSubject('audit.erase', options.subject)
      const reason = checkReason('audit.erase', options.reason)
      const { method } = options
      if (method !== 'anonymised' && method !== 'deleted') {
        throw invalid('audit.erase', 'method', "must be 'anonymised' or 'deleted'")
      }
      await refuseHeld(subject)
      // What waits would be stored afterwards, with tokens.
      await parts.settle()
      const spellings = [subject, canonical(subject)].flatMap((one) => ownersOfPerson(tenant, one))
      const sharedWith = await othersWith(subject)
      const left =
        sharedWith.length === 0 ? undefined : trySharedOwner(tenant, canonical(subject).id)
      const owners = new Set(spellings.filter((one) => one !== left))
      const found = await keyStore.byOwner([...owners])
      const ids = found.map(({ id }) => id)
      // A hold may have come while this one waited.
      await refuseHeld(subject)
      const at = clock.now()
      const viewsOf = await forgetArranged({ tenant, subject, keys: ids, at }, parts)
      // Of whom nobody has a key yet: events that wait for one must not come back with it.
      const keyless = [...owners].filter((owner) => found.every((one) => one.owner !== owner))
      const none = keyless.map((owner) => ({ id: `${owner} ${at.toISOString()}`, tenant, owner }))
      // And once more, as late as can be: what everybody keeps may take long to read.
      await refuseHeld(subject)
      await store.destroy([...found, ...none], at)
      keys.forget(ids)
      const use = await store.removeTokens(tenant, ids)
      const unsealed = await store.unsealed(tenant, subject)
      const { backupDays } = parts
      const backupsUntil =
        backupDays === undefined ? null : new Date(at.getTime() + backupDays * MS_PER_DAY)
      const said = {
        events: use.events,
        keysDestroyed: ids.length,
        tokensRemoved: use.tokens,
        unsealed,
        viewsOf,
      }
      const details = {
        method,
        ...said,
        ...(sharedWith.length === 0 ? {} : { sharedWith }),
        ...(backupsUntil === null ? {} : { backupsUntil }),
      }
      const id = await record('audit.privacy.erased', { subject, reason, details })
      return { id, subject, at, reason, method, ...said, sharedWith, backupsUntil, holds: [] }
    },
    async hold(given, options) {
      const subject = checkSubject('audit.hold', given)
      const reason = checkHold('audit.hold', options)
      const one = { tenant, subject, reason, since: clock.now() }
      await store.hold(ownerOfRecord(tenant, canonical(subject)), one)
      await record('audit.privacy.held', { subject, reason })
      return one
    },
    async release(given, options) {
      const subject = checkSubject('audit.release', given)
      const reason = checkHold('audit.release', options)
      const ended = await store.release(ownerOfRecord(tenant, canonical(subject)))
      if (ended === undefined) {
        throw new AuditError('AUDIT_NOT_FOUND', 'audit.release: there is no such hold')
      }
      await record('audit.privacy.released', { subject, reason })
      return ended
    },
    holds: () => store.holds(tenant),
  }
  return {
    ...erasure,
    async eraseAll({ subjects, certified, ...how }) {
      for (const subject of subjects) await refuseHeld(checkSubject('audit.erase', subject))
      const certificates: ErasureCertificate[] = []
      for (const subject of subjects) {
        const certificate = await erasure.erase({ ...how, subject })
        certificates.push(certificate)
        await certified?.(certificate)
      }
      return certificates
    },
  }

  /** Models of other persons, known or held, whose actions are under the same key as this one's. */
  async function othersWith(subject: ErasedSubject): Promise<readonly string[]> {
    const { type, id } = canonical(subject)
    const shared = trySharedOwner(tenant, id)
    if (shared === undefined || (await keyStore.byOwner([shared])).length === 0) return []
    const [records, holds] = await Promise.all([
      keyStore.recordsWithId(tenant, idText(id)),
      store.holds(tenant),
    ])
    const held = holds.filter((one) => idText(one.subject.id) === idText(id))
    const models = [
      ...records.map(modelOfOwner).filter((one) => parts.isPerson(one)),
      ...held.map((one) => one.subject.type),
    ]
    return [...new Set(models)].filter((one) => one !== type).toSorted()
  }

  async function refuseHeld(subject: ErasedSubject): Promise<void> {
    const held = await store.holdOf(ownerOfRecord(tenant, canonical(subject)))
    if (held === undefined) return
    throw new AuditError(
      'AUDIT_ERASURE_HELD',
      `audit.erase: a legal hold since ${held.since.toISOString()} keeps this person's data`,
    )
  }
}

function checkHold(door: string, options: HoldOptions): string {
  checkOptions(door, options, ['reason'])
  return checkReason(door, options.reason)
}

function checkSubject(door: string, subject: unknown): ErasedSubject {
  const { type, id } = (subject ?? {}) as Partial<ErasedSubject>
  const isId = id !== undefined && id !== null && id !== '' && idText(id) !== ''
  if (typeof type === 'string' && type !== '' && isId) return { type, id }
  throw invalid(door, 'subject', "must be { type, id }: the model's name and the record's id")
}

/** As an ObjectId or a UUID reads: a text of an id may have come in capitals. */
function canonical({ type, id }: ErasedSubject): ErasedSubject {
  const isHex = typeof id === 'string' && HEX.test(id)
  return { type, id: isHex ? id.toLowerCase() : id }
}

const HEX = /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

function checkReason(door: string, reason: unknown): string {
  if (typeof reason !== 'string') {
    throw invalid(door, 'reason', `must be a text, got ${describeKind(reason)}`)
  }
  const text = reason.trim()
  if (text !== '' && text.length <= MAX_REASON_CHARS) return text
  throw invalid(door, 'reason', `must have 1 to ${MAX_REASON_CHARS} characters`)
}

function invalid(door: string, field: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `${door}: option '${field}' ${why}`, { field })
}

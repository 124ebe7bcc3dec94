/**
 * From plain events to what is stored of them, and back.
 *
 * Joins keys, tokens and the rules of `seal-event.ts`; what is not about a person passes through
 * untouched, and costs a look at two of its fields.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { AuditEvent, StoredEvent } from '../event/event.ts'
import type { Logger } from '../environment/environment.ts'
import type { EventFilter } from '../ports/filter.ts'
import type { ValueMaker } from '../ports/spool.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import type { DataKeys } from './data-keys.ts'
import { createHolder, isHeld } from './held-event.ts'
import type { LocalKey } from './held-event.ts'
import { openStored } from './open-event.ts'
import { NotSealedHere, openBytes, SEALED_SUBTYPE, sealBytes } from './sealed-bytes.ts'
import { ownerOfTokens, tryOwnersOf } from './owners.ts'
import { isSealed, sealStored } from './seal-event.ts'
import { createTokens } from './tokens.ts'
import type { TokenMaker } from './tokens.ts'

/** What sealing works with. */
export interface SealingParts {
  readonly data: PersonalData
  readonly keys: Pick<DataKeys, 'ofOwners' | 'ofOwnersThen' | 'byId'>
  /** Makes values of the application's own driver; asked when one is made. */
  readonly make: () => ValueMaker
  /** This machine's own key, for events that wait for the others. */
  readonly localKey: LocalKey
  readonly log: Logger
  /** The application gave keys: what is beside the log is encrypted also where no model is loaded. */
  readonly hasKeys?: boolean
}

/** Encrypts what is about persons, and opens it again. */
export interface Sealing {
  /** True where something in an event has to be encrypted before it leaves the process. */
  wants(event: StoredEvent): boolean
  /** @throws AuditError `AUDIT_KEYS_UNAVAILABLE`, `AUDIT_KEYS_EXCHANGED` */
  seal(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]>
  /** Encrypts events whole under this machine's own key: for as long as the others are away. */
  hold(events: readonly StoredEvent[]): readonly StoredEvent[]
  /**
   * Opens what was sealed; the keys of all events in one reading. What is erased says so.
   * @throws AuditError `AUDIT_KEYS_UNAVAILABLE`, `AUDIT_KEYS_EXCHANGED`
   */
  open(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]>
  /** Opens values that stand outside their events: names. Undefined for what is erased. */
  openNames(tenant: string, names: readonly SealedName[]): Promise<readonly (string | undefined)[]>
  /**
   * Encrypts a text that stands outside the log; undefined where nothing is about persons.
   * @throws AuditError `AUDIT_KEYS_UNAVAILABLE`
   */
  sealText(place: TextPlace, text: string): Promise<SealedText | undefined>
  /** The text again; undefined where its key was destroyed, or where it was changed. */
  openTexts(
    texts: readonly { readonly place: Omit<TextPlace, 'owner'>; readonly sealed: SealedText }[],
  ): Promise<readonly (string | undefined)[]>
  /** The filter with the tokens of what it asks for. */
  withTokens(filter: EventFilter): Promise<EventFilter>
  /** By which a record of this name is found. */
  nameToken(tenant: string, name: string): Promise<string | undefined>
}

/** Where a text stands that is no part of an event, and whose it is. */
export interface TextPlace {
  readonly tenant: string
  readonly owner: string
  /** Of what holds it: nothing else opens it. */
  readonly id: string
  readonly part: string
}

/** A text outside the log, encrypted. */
export interface SealedText {
  /** The commitment of its key. */
  readonly key: string
  /** Base64. */
  readonly sealed: string
}

/** What a record was called in an event, as that event has it. */
export interface SealedName {
  readonly event: string
  /** The event's own list of keys. */
  readonly keys: readonly string[]
  /** The bytes of the sealed value. */
  readonly value: Uint8Array
}

/** Makes the sealing of one audit. */
export function createSealing(parts: SealingParts): Sealing {
  const { data, make, log } = parts
  const keys = telling(parts.keys, log)
  const holder = createHolder(parts.localKey, make)

  async function tokensOf(tenant: string): Promise<TokenMaker> {
    const owner = ownerOfTokens(tenant)
    const key = (await keys.ofOwners(tenant, [owner])).get(owner)
    if (key === undefined) throw unavailable()
    return createTokens(key)
  }

  function wants(event: StoredEvent): boolean {
    return !isSealed(event) && (isHeld(event) || tryOwnersOf(event.e, data) !== undefined)
  }

  async function sealOf(tenant: string, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
    const owners = new Set([ownerOfTokens(tenant)])
    const whose = events.map(({ e }) => tryOwnersOf(e, data) ?? {})
    for (const { about, actor } of whose) {
      if (about !== undefined) owners.add(about)
      if (actor !== undefined) owners.add(actor)
    }
    const found = await keys.ofOwners(tenant, [...owners])
    const tokens = await tokensOf(tenant)
    const how = { keys: found, make: make(), tokens }
    return events.map((event, at) => sealStored(event, { ...how, owners: whose[at] ?? {} }))
  }

  /** What waited is from before: what was erased since must not come back with it. */
  async function released(event: StoredEvent): Promise<StoredEvent> {
    const plain = holder.release(event)
    const owners = tryOwnersOf(plain.e, data)
    if (owners === undefined) return plain
    const { tenant, at } = plain.e
    const whose = [owners.about, owners.actor].filter((one) => one !== undefined)
    const found = await keys.ofOwnersThen(tenant, whose, at)
    const tokens = await tokensOf(tenant)
    return sealStored(plain, { owners, keys: found, make: make(), tokens })
  }

  return {
    wants,
    async seal(events) {
      const plain = await Promise.all(
        events.map(async (event) => (isHeld(event) ? released(event) : event)),
      )
      const tenants = new Set(plain.filter(wants).map(({ e }) => e.tenant))
      const sealed = new Map<string, StoredEvent>()
      for (const tenant of tenants) {
        const own = plain.filter((event) => event.e.tenant === tenant && wants(event))
        for (const one of await sealOf(tenant, own)) sealed.set(one._id, one)
      }
      return plain.map((event) => sealed.get(event._id) ?? event)
    },
    hold: (events) => events.map((event) => (wants(event) ? holder.hold(event) : event)),
    async open(events) {
      const ids = new Set(events.flatMap(({ e }) => e.sealed ?? []))
      if (ids.size === 0) return events.some(isSealed) ? events.map(withoutMark) : events
      const found = await keys.byId([...ids])
      const damaged = (id: string): void =>
        log.warn(`audit: event ${id} holds a value that was changed since it was recorded`)
      const how = { keys: found, make: make(), damaged }
      return events.map((event) => withoutMark(openStored(event, how)))
    },
    async openNames(tenant, names) {
      if (names.length === 0) return []
      const found = await keys.byId([...new Set(names.flatMap((one) => one.keys))])
      const how = { keys: found, make: make() }
      return names.map(({ event, keys: sealed, value }) => {
        const name = how.make.binary(value, SEALED_SUBTYPE)
        const e = { tenant, actor: { type: 'system' }, sealed, personalName: name }
        const stored = {
          _id: event,
          e: e as unknown as AuditEvent,
          recordedAt: new Date(0),
          fk: '',
        }
        return openStored(stored, how).e.personalName
      })
    },
    async sealText({ tenant, owner, id, part }, text) {
      if (!data.isAny() && parts.hasKeys !== true) return undefined
      const key = (await keys.ofOwners(tenant, [owner])).get(owner)
      if (key === undefined) throw unavailable()
      const place = { tenant, event: id, path: [part] }
      const bytes = sealBytes(text, key, { place, keyNumber: 0 })
      return { key: key.id, sealed: Buffer.from(bytes).toString('base64') }
    },
    async openTexts(texts) {
      if (texts.length === 0) return []
      const found = await keys.byId([...new Set(texts.map(({ sealed }) => sealed.key))])
      return texts.map(({ place: { tenant, id, part }, sealed }) => {
        const key = found.get(sealed.key)
        if (key === undefined) return undefined
        const place = { tenant, event: id, path: [part] }
        try {
          const bytes = Buffer.from(sealed.sealed, 'base64')
          const text = openBytes(bytes, key, { place, id: sealed.key, make: make() })
          return typeof text === 'string' ? text : undefined
        } catch (error) {
          if (!(error instanceof NotSealedHere)) throw error
          log.warn('audit: a text beside the log was changed since it was encrypted')
          return undefined
        }
      })
    },
    async withTokens(filter) {
      const { users, clients, ips, scope } = filter
      const actors = [...(users ?? []), ...(clients ?? []), scope?.actor?.email]
      const texts = actors.filter((one) => typeof one === 'string')
      const addresses = (ips ?? []).filter((one) => typeof one === 'string')
      if (!data.isAny() || texts.length + addresses.length === 0) return filter
      const tokens = await tokensOf(filter.tenant)
      return {
        ...filter,
        tokens: {
          actors: new Map(texts.map((one) => [one, tokens('actor', one)])),
          ips: new Map(addresses.map((one) => [one, tokens('ip', one)])),
        },
      }
    },
    async nameToken(tenant, name) {
      return data.isAny() ? (await tokensOf(tenant))('name', name) : undefined
    },
  }
}

/** Tells the operator, once, that somebody was at the keys: what waits for them says it to nobody. */
function telling(keys: SealingParts['keys'], log: Logger): SealingParts['keys'] {
  let isSaid = false
  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (!isSaid && AuditError.is(error) && error.code === 'AUDIT_KEYS_EXCHANGED') {
        isSaid = true
        log.warn(`audit: ${error.message} (${error.code})`)
      }
      throw error
    }
  }
  return {
    ofOwners: (...asked) => told(keys.ofOwners(...asked)),
    ofOwnersThen: (...asked) => told(keys.ofOwnersThen(...asked)),
    byId: (...asked) => told(keys.byId(...asked)),
  }
}

function unavailable(): AuditError {
  return new AuditError('AUDIT_KEYS_UNAVAILABLE', 'the keys of persons cannot be reached')
}

/** Which keys an event had is for nobody who reads it. */
function withoutMark(event: StoredEvent): StoredEvent {
  const { sealed: _, ...e } = event.e
  return { ...event, e }
}

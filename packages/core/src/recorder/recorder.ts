/**
 * From what was seen to what is stored: policy, diff, privacy, groups, delivery.
 *
 * The one place where events are made, whether capture saw a write, the application said what the
 * database cannot see, or the reading side reports on itself.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { Catalog, EventTypeDefinition } from '../catalog/definition.ts'
import type { ContextKeeper } from '../context/context.ts'
import type { Actor, AuditEvent, Change, StoredEvent } from '../event/event.ts'
import { sealEvent } from '../event/seal.ts'
import { createActiveGroup } from '../group/group.ts'
import type { ActiveGroup, GroupCause } from '../group/group.ts'
import type { PolicyService } from '../policy/policy-service-port.ts'
import type { Clock, IdSource, Logger } from '../environment/environment.ts'
import type { EventStore, WriteTransaction } from '../ports/store.ts'
import { markPersonal } from '../privacy/mark-personal.ts'
import type { PersonalData } from '../privacy/personal-data.ts'
import { withholdSecrets, withoutSecrets } from '../privacy/withhold.ts'
import { byteSize } from '../values/byte-size.ts'
import { storedForm } from '../values/stored-form.ts'
import { createSafetyRules } from '../durability/safety-rules.ts'
import type { SafetyRules } from '../durability/safety-rules.ts'
import type { Safety } from '../event/safety.ts'
import { createCaptureSink } from './capture-sink.ts'
import type { CaptureSink, NameLookup } from './captured.ts'
import { checkRecord } from './check-record.ts'
import { composeEvent } from './compose-event.ts'
import type { EventFacts } from './compose-event.ts'
import type { Delivery } from './delivery.ts'
import { headOfCause } from './group-head.ts'
import type { RecordFunction, RecordOptions } from './record.ts'
import type { RecoverWrites } from './recovery.ts'
import { createSafekeeping } from './safekeeping.ts'
import type { Safekeeping, SpoolChoice } from './safekeeping.ts'
import { askSurroundings } from './surroundings.ts'

/** Of a document in MongoDB, less room for what the store adds to an event. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024 - 64 * 1024

/** What a recorder works with. */
export interface RecorderParts {
  readonly tenant: string
  readonly catalog: Catalog
  /** Given late: the policy records its own changes through this recorder. */
  readonly policy: () => PolicyService
  readonly store: EventStore
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  /** How safely events are kept where nothing nearer says otherwise. */
  readonly safety?: Partial<Safety>
  /** What the code asks for its places. */
  readonly placeSafety?: ReadonlyMap<string, Partial<Safety>>
  /** Where events wait while the store is away; without one they are lost then. */
  readonly spool?: SpoolChoice
  /** Why `critical` cannot be promised, where it cannot. */
  readonly criticalRefusal?: () => AuditError | undefined
  /** Finds out what became of writes that an earlier process announced. */
  readonly recover?: RecoverWrites
  /** Finds out what records are called whose ids are in changes; without it, ids stay ids. */
  readonly namesOf?: NameLookup
  /** How long the store may take before an event goes to the spool, in milliseconds. */
  readonly patienceMs?: number
  /** Telemetry that may wait, in events. Default 10,000. */
  readonly maxTelemetryEvents?: number
  /** Which data is about a person; without it, none is. */
  readonly personal?: PersonalData
  /** Wraps the delivery of every event: encryption comes before everything else. */
  readonly wrapDelivery?: (delivery: Delivery) => Delivery
}

/** What `sealChange` is told about a change of the suite's own configuration. */
export interface OwnChange {
  readonly tenant: string
  readonly changes: readonly Change[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly reason?: string
}

/** Turns what happened into events, and sees that they are stored. */
export interface Recorder {
  readonly sink: CaptureSink
  readonly record: RecordFunction
  readonly delivery: Delivery
  readonly rules: SafetyRules
  readonly safekeeping: Omit<Safekeeping, 'delivery' | 'spool'>
  /** Records an event of the audit's own, in nobody's name. */
  tell(type: string, details: Readonly<Record<string, unknown>>): Promise<void>
  /** Makes such an event, for whoever stores it together with something else. */
  sealOwn(type: string, details: Readonly<Record<string, unknown>>): StoredEvent
  /**
   * Makes the event that `record` would record, for whoever stores it together with something else;
   * undefined where the policy does not record it.
   */
  sealRecord(type: string, options: RecordOptions): Promise<StoredEvent | undefined>
  /** Makes the event of a configuration change, for whoever stores it together with the change. */
  sealChange(type: string, change: OwnChange): Promise<StoredEvent>
  /** Runs `fn` as one operation over many records; its head is written when `fn` is done. */
  group<T>(cause: string | GroupCause, fn: () => Promise<T> | T): Promise<T>
  /** Runs `fn` with a named actor: a job, a script. */
  as<T>(actor: Actor, fn: () => T): T
}

/** Makes the recorder of one audit. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { catalog, keeper, clock, ids, store, tenant } = parts
  const rules = createSafetyRules({
    catalog,
    ...(parts.safety === undefined ? {} : { audit: parts.safety }),
    ...(parts.placeSafety === undefined ? {} : { places: parts.placeSafety }),
  })
  const { recover } = parts
  const safekeeping = createSafekeeping({
    store,
    ids,
    tell,
    log: parts.log,
    now: () => clock.now(),
    choice: parts.spool,
    patienceMs: parts.patienceMs,
    maxTelemetryEvents: parts.maxTelemetryEvents,
    wrap: parts.wrapDelivery,
    recover: recover && ((intents) => recover(intents, sink.recovery)),
  })
  const { delivery } = safekeeping

  const seal = (event: AuditEvent, id: string = ids()): StoredEvent =>
    sealEvent(parts.personal === undefined ? event : markPersonal(event, parts.personal), {
      id,
      now: clock.now(),
    })

  const sink = createCaptureSink({ ...parts, delivery, seal, rules, spool: safekeeping.spool })

  function sealOwn(type: string, details: Readonly<Record<string, unknown>>): StoredEvent {
    catalog.checkDetails(type, details)
    const facts = { type, tenant, details, at: clock.now() }
    return seal(composeEvent(catalog, facts, { actor: { type: 'system' } }))
  }

  async function tell(type: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    if (await delivery.deliver([sealOwn(type, details)])) return
    throw new AuditError('AUDIT_STORE_UNAVAILABLE', `an event of type ${type} could not be kept`)
  }

  async function compose(
    facts: Omit<EventFacts, 'at'>,
    options: RecordOptions,
  ): Promise<AuditEvent> {
    const known = await askSurroundings(keeper.current())
    const surroundings = {
      ...known,
      ...(options.actor === undefined ? {} : { actor: options.actor }),
      ...(options.account === undefined ? {} : { account: options.account }),
      ...(options.origin === undefined ? {} : { origin: options.origin }),
      ...(options.clientTime === undefined ? {} : { clientTime: options.clientTime }),
    }
    return composeEvent(catalog, { at: options.at ?? clock.now(), ...facts }, surroundings)
  }

  const sealRecord: Recorder['sealRecord'] = async (type, options) => {
    checkRecord(type, options)
    const definition = catalog.type(type)
    catalog.checkDetails(type, options.details)
    const whose = options.tenant ?? tenant
    const { place, operation } = definition
    if (!(await isRecorded(parts.policy(), whose, { place, operation }))) {
      warnIfUnlisted(type, definition)
      return undefined
    }
    const active = keeper.current()?.group
    const group = active === undefined ? undefined : { id: active.id, index: active.next(place) }
    const event = await compose(
      {
        ...factsOf(type, options, secretsOf(options)),
        tenant: whose,
        ...(group === undefined ? {} : { group }),
      },
      options,
    )
    const sealed = seal(event)
    checkSize(sealed)
    return sealed
  }

  const record: RecordFunction = async (type, options = {}) => {
    const sealed = await sealRecord(type, options)
    if (sealed === undefined) return undefined
    const safety = rules.of({ type, place: sealed.e.place, call: options })
    const refusal = safety.class === 'critical' ? parts.criticalRefusal?.() : undefined
    if (refusal !== undefined) throw refusal
    return (await delivery.deliver([sealed], { safety })) ? sealed._id : undefined
  }

  const secretsOf = ({ target }: RecordOptions) =>
    target === undefined ? undefined : parts.personal?.secretsOf(target.type)

  // A place that is off is an administrator's decision; an operation that its catalog does not list
  // can be switched on by nobody, which whoever wrote the call cannot know.
  const warned = new Set<string>()
  function warnIfUnlisted(type: string, { place, operation }: EventTypeDefinition): void {
    if (warned.has(type) || catalog.place(place).operations.includes(operation)) return
    warned.add(type)
    parts.log.warn(
      `audit: ${type} is never recorded: the catalog's place '${place}' does not list the operation '${operation}'`,
    )
  }

  async function runGroup<T>(given: string | GroupCause, fn: () => Promise<T> | T): Promise<T> {
    const cause = typeof given === 'string' ? { type: given } : given
    // Before anything runs: a misspelt cause must not leave a group without its head.
    catalog.type(cause.type)
    // A group inside a group is part of it: the outermost cause is the cause.
    if (keeper.current()?.group !== undefined) return fn()
    const group = createActiveGroup(ids(), cause)
    return keeper.with({ group }, async () => {
      try {
        const result = await fn()
        await writeHead('success')
        return result
      } catch (error) {
        await writeHead('failure')
        throw error
      }
    })

    async function writeHead(outcome: 'success' | 'failure'): Promise<void> {
      const transaction = openTransaction(group.transaction())
      // Inside a transaction that is still open the members can be seen by nobody: their number
      // is what was handed over. Otherwise it is what is left of it.
      const counts =
        transaction === undefined ? await lastingCounts(store, group, tenant) : group.counts()
      if (Object.values(counts).every((n) => n === 0)) return
      const facts = { ...headOfCause(cause, counts, outcome), tenant, group: { id: group.id } }
      const sealed = seal(await compose(facts, {}))
      const safety = rules.of({ type: cause.type, place: sealed.e.place })
      await delivery.deliver([sealed], {
        safety,
        ...(transaction === undefined ? {} : { transaction }),
      })
    }
  }

  return {
    sink,
    record,
    delivery,
    rules,
    safekeeping,
    tell,
    sealOwn,
    sealRecord,
    async sealChange(type, change) {
      const { changes, details, reason } = change
      const facts: Omit<EventFacts, 'at'> = {
        type,
        tenant: change.tenant,
        changes,
        ...(details === undefined ? {} : { details }),
        ...(reason === undefined ? {} : { reason }),
      }
      return seal(await compose(facts, {}))
    },
    group: runGroup,
    as(actor, fn) {
      // Now, and not when an event asks: there a failing answer is left out, and nobody would know.
      const checked = checkActor(actor)
      return keeper.with({ actor: () => checked }, fn)
    },
  }
}

// A policy that cannot be read must not hide anything: unknown is recorded.
async function isRecorded(
  policy: PolicyService,
  tenant: string,
  what: { readonly place: string; readonly operation: string },
): Promise<boolean> {
  try {
    return await policy.isRecorded(tenant, what.place, what.operation)
  } catch {
    return true
  }
}

function factsOf(
  type: string,
  options: RecordOptions,
  secrets: readonly (readonly string[])[] | undefined,
): Omit<EventFacts, 'tenant' | 'at'> {
  const { target, subject, related, details, changes, outcome, reason, severity } = options
  return {
    type,
    durability: 'majority',
    ...(target === undefined ? {} : { target }),
    ...(subject === undefined ? {} : { subject }),
    ...(related === undefined ? {} : { related }),
    ...(details === undefined ? {} : { details: detach(details) }),
    ...(changes === undefined ? {} : { changes: withholdSecrets(changes, secrets) }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
    ...(severity === undefined ? {} : { severity }),
  }
}

function detach(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy = storedForm(details, { ignoreUndefined: true }) as Record<string, unknown>
  return withoutSecrets(copy) as Record<string, unknown>
}

/**
 * What a transaction took back is not there. What was in none is, also while it waits on the disk
 * or in memory for a store that does not have it yet.
 */
async function lastingCounts(
  store: EventStore,
  group: Pick<ActiveGroup, 'id' | 'counts' | 'settledCounts'>,
  tenant: string,
): Promise<Record<string, number>> {
  const settled = group.settledCounts()
  const entries = await Promise.all(
    Object.entries(group.counts()).map(async ([place, n]): Promise<[string, number]> => {
      const least = settled[place] ?? 0
      if (least === n) return [place, n]
      try {
        const filter = { tenant, group: group.id, places: [place] }
        return [place, Math.max(least, (await store.count(filter, n)).n)]
      } catch {
        return [place, n]
      }
    }),
  )
  return Object.fromEntries(entries)
}

function openTransaction(transaction: WriteTransaction | undefined): WriteTransaction | undefined {
  const session = transaction?.session as { inTransaction?: () => boolean } | undefined
  return session?.inTransaction?.() === true ? transaction : undefined
}

function checkActor(actor: Actor): Actor {
  if (typeof actor?.type === 'string' && actor.type !== '') return actor
  throw new AuditError('AUDIT_ACTOR_INVALID', 'an actor needs a type, e.g. { type: "system" }', {
    field: 'type',
  })
}

// No store would ever take it: it would wait in the spool for good.
function checkSize(event: StoredEvent): void {
  if (byteSize(event.e) <= MAX_EVENT_BYTES) return
  throw new AuditError(
    'AUDIT_VALUE_INVALID',
    'audit.record: the event is larger than a document may be',
  )
}

/** The recorder's door for capture: a call's changes become events, and a group where they are many. */
import type { Catalog } from '../catalog/definition.ts'
import type { AuditError } from '../errors/audit-error.ts'
import type { ContextKeeper } from '../context/context.ts'
import type { AuditEvent, Outcome, StoredEvent } from '../event/event.ts'
import type { ActiveGroup } from '../group/group.ts'
import type { PolicyService } from '../policy/policy-service-port.ts'
import type { Clock, IdSource } from '../environment/environment.ts'
import { strictest } from '../durability/strictest.ts'
import type { SafetyRules } from '../durability/safety-rules.ts'
import type { Spool } from '../durability/spool.ts'
import type { Safety } from '../event/safety.ts'
import type { OpenIntent } from '../ports/spool.ts'
import type { AppendOptions, WriteTransaction } from '../ports/store.ts'
import type {
  AuditedCollection,
  AuditedModel,
  CallInParts,
  CapturedCall,
  CaptureSink,
  NameLookup,
} from './captured.ts'
import { createAnnouncer, eventIds } from './announced.ts'
import type { EventIds } from './announced.ts'
import { draftIntent, draftMembers } from './change-events.ts'
import type { MemberDraft, RecordingRules } from './change-events.ts'
import { trashOf } from './classify.ts'
import type { DeletionKind } from './classify.ts'
import { composeEvent } from './compose-event.ts'
import type { Delivery } from './delivery.ts'
import { createMemberSum, headOfCall, makesGroup } from './group-head.ts'
import { haveReferences, nameReferences } from './name-references.ts'
import { askSurroundings } from './surroundings.ts'
import { untold } from './recovery.ts'
import type { RecoveryDoor, ToldBefore } from './recovery.ts'
import type { Surroundings } from './surroundings.ts'

export interface CaptureSinkParts {
  readonly tenant: string
  readonly catalog: Catalog
  readonly policy: () => PolicyService
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly ids: IdSource
  readonly store: ToldBefore
  readonly delivery: Delivery
  readonly seal: (event: AuditEvent, id?: string) => StoredEvent
  readonly rules: SafetyRules
  /** Why `critical` cannot be kept, where it cannot. */
  readonly criticalRefusal?: (() => AuditError | undefined) | undefined
  readonly spool?: Spool | undefined
  /** Finds out what records are called whose ids are in changes. */
  readonly namesOf?: NameLookup | undefined
}

/** The sink, and its door for writes of a process that is gone. */
export interface RecordingSink extends CaptureSink {
  readonly recovery: RecoveryDoor
}

/** What happens to records of a place, whether any of it is recorded. */
const CAPTURED_OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore']

const MS_BETWEEN_POLICY_TRIES = 5_000

export function createCaptureSink(parts: CaptureSinkParts): RecordingSink {
  const { tenant, catalog, keeper, clock, ids, delivery, seal } = parts
  const announcer = createAnnouncer({
    tenant,
    now: () => clock.now(),
    context: () => keeper.current(),
    spool: parts.spool,
  })

  const wants = (collection: AuditedCollection): boolean | Promise<boolean> => {
    const policy = parts.policy()
    const known = anyRecorded(collection, (place, op) => policy.tryIsRecorded(tenant, place, op))
    if (known !== undefined) return known
    return loadedWants(collection)
  }

  async function loadedWants(collection: AuditedCollection): Promise<boolean> {
    await loadPolicy(collection)
    const policy = parts.policy()
    return anyRecorded(collection, (p, op) => policy.tryIsRecorded(tenant, p, op)) ?? true
  }

  // Asking for any place loads the tenant's policy whole. One that cannot be loaded must neither
  // stop a business write nor hide it; nor may every write wait for it anew.
  let failedAtMs = -Infinity
  async function loadPolicy(collection: AuditedCollection): Promise<void> {
    // Either way round: the clock may be set back.
    if (Math.abs(clock.now().getTime() - failedAtMs) < MS_BETWEEN_POLICY_TRIES) return
    try {
      await parts.policy().isRecorded(tenant, collection.root.place, 'update')
    } catch {
      failedAtMs = clock.now().getTime()
    }
  }

  /** For one call: its events all go by what the policy says now. */
  function rules(): RecordingRules {
    const policy = parts.policy()
    const answers = new Map<string, boolean>()
    return {
      isRecorded(place, op) {
        const asked = `${place} ${op}`
        // A policy that cannot be read must not hide anything: unknown is recorded.
        const answer = answers.get(asked) ?? policy.tryIsRecorded(tenant, place, op) ?? true
        answers.set(asked, answer)
        return answer
      },
      modeOf: (place) =>
        catalog.place(place).personal === true
          ? (policy.tryClientMode(tenant, place) ?? 'full')
          : 'full',
    }
  }

  function deletionKind(
    cause: string | undefined,
    many: boolean,
  ): (model: AuditedModel) => DeletionKind {
    const causePlace = cause === undefined ? undefined : catalog.types.get(cause)?.place
    return (model) => {
      // What goes along with the cause's own record goes in a cascade.
      if (causePlace !== undefined && causePlace !== model.place) return 'cascade'
      return many ? 'bulk' : 'single'
    }
  }

  async function frame(): Promise<Frame> {
    const context = keeper.current()
    return { at: clock.now(), surroundings: await askSurroundings(context), group: context?.group }
  }

  function members(drafts: readonly MemberDraft[], how: MemberPlacing): Safe[] {
    return drafts.map(({ facts, classification, safety: model, recordId }) => {
      const { place } = classification
      const group = how.placeIn(place)
      const related = withCause(facts.related, how.frame.group)
      const event = composeEvent(
        catalog,
        {
          ...facts,
          tenant,
          at: how.frame.at,
          ...(related === undefined ? {} : { related }),
          ...(group === undefined ? {} : { group }),
        },
        how.frame.surroundings,
      )
      const id = recordId === undefined ? how.ids?.ofIntent() : how.ids?.ofRecord(recordId)
      return { event: seal(event, id), safety: parts.rules.of({ type: facts.type, place, model }) }
    })
  }

  function head(what: {
    readonly groupId: string
    readonly facts: ReturnType<typeof headOfCall>
    readonly frame: Frame
    readonly ids: EventIds | undefined
    readonly safety: Safety
  }): Safe {
    const facts = { ...what.facts, tenant, at: what.frame.at, group: { id: what.groupId } }
    const event = composeEvent(catalog, facts, what.frame.surroundings)
    return { event: seal(event, what.ids?.head), safety: what.safety }
  }

  function draftsOf(call: CapturedCall, cause: string | undefined, isMany: boolean): MemberDraft[] {
    const drafts = draftMembers(call, rules(), deletionKind(cause, isMany))
    const intent = draftIntent(call, rules())
    if (intent !== undefined) drafts.push(intent)
    return drafts
  }

  /** Not for writes of a process that is gone: what records were called then nobody knows now. */
  async function namedDrafts(
    ...what: Parameters<typeof draftsOf>
  ): Promise<readonly MemberDraft[]> {
    const drafts = draftsOf(...what)
    const { namesOf } = parts
    if (namesOf === undefined || !haveReferences(drafts)) return drafts
    return nameReferences(drafts, namesOf)
  }

  async function accept(call: CapturedCall): Promise<void> {
    const now = await frame()
    const { group } = now
    const drafts = await namedDrafts(call, group?.cause.type, makesGroup(call))
    if (drafts.length === 0) return
    group?.joinTransaction(call.transaction)
    const own = announcer.idsOf(call.announced)
    if (group !== undefined) {
      const placeIn = (place: string) => ({
        id: group.id,
        index: group.next(place, call.transaction),
      })
      await deliver(members(drafts, { frame: now, placeIn, ids: own }), call)
      return
    }
    await deliver(eventsOfCall(call, drafts, { frame: now, ids: own }), call)
  }

  /** The events of a whole call, with the head of the group that they make. */
  function eventsOfCall(
    call: CapturedCall,
    drafts: readonly MemberDraft[],
    how: { readonly frame: Frame; readonly ids: EventIds | undefined },
  ): Safe[] {
    if (drafts.length === 1) return members(drafts, { ...how, placeIn: () => undefined })
    const groupId = how.ids?.group ?? ids()
    let index = 0
    const placeIn = () => ({ id: groupId, index: index++ })
    const sum = createMemberSum()
    sum.add(drafts)
    const events = members(drafts, { ...how, placeIn })
    const facts = headOfCall(call.method, sum, 'success')
    const safety = strictest(events.map((one) => one.safety))
    return [...events, head({ groupId, facts, safety, ...how })]
  }

  async function recover(intent: OpenIntent, call: CapturedCall): Promise<void> {
    const { actor, request, group } = intent
    const surroundings = { actor, ...(request === undefined ? {} : { request }) }
    const now: Frame = { at: intent.at, surroundings, group: undefined }
    const left = await untold(parts.store, intent, call)
    const drafts = draftsOf(left, group?.cause, makesGroup(call))
    if (drafts.length === 0) return
    const own = eventIds(intent)
    if (group === undefined) {
      await deliver(eventsOfCall(call, drafts, { frame: now, ids: own }), call)
      return
    }
    // Where among the group's members it stood is gone with the process.
    let index = 0
    const placeIn = () => ({ id: group.id, index: index++ })
    await deliver(members(drafts, { frame: now, placeIn, ids: own }), call)
  }

  async function deliver(events: readonly Safe[], call: Delivered): Promise<void> {
    const { connectedClient, transaction } = call
    const options: AppendOptions = { connectedClient }
    if (transaction !== undefined) {
      // All in one insert: a transaction takes one command at a time.
      const safety = strictest(events.map((one) => one.safety))
      await delivery.deliver(
        events.map(({ event }) => event),
        { ...options, transaction, safety },
      )
      return
    }
    const deliveries = [...bySafety(events)].map(([safety, some]) =>
      delivery.deliver(some, { ...options, safety }),
    )
    const kept = await Promise.all(deliveries)
    const isTelemetry = events.some(({ safety }) => safety.class === 'telemetry')
    if (!isTelemetry && kept.includes(false)) announcer.keepOpen(call.announced)
  }

  function begin(method: string, transaction?: WriteTransaction): CallInParts {
    const sum = createMemberSum()
    let groupId: string | undefined
    let index = 0
    let started: Frame | undefined
    let last: { readonly call: CapturedCall; readonly safety: Safety } | undefined
    return {
      async part(call) {
        started ??= await frame()
        const { group } = started
        const own = announcer.idsOf(call.announced)
        const id = (groupId ??= own?.group ?? ids())
        const drafts = await namedDrafts(call, group?.cause.type, true)
        sum.add(drafts)
        const placeIn = (place: string) =>
          group === undefined
            ? { id, index: index++ }
            : { id: group.id, index: group.next(place, call.transaction) }
        const events = members(drafts, { frame: started, placeIn, ids: own })
        last = { call, safety: strictest(events.map(({ safety }) => safety)) }
        if (events.length > 0) await deliver(events, call)
      },
      async end(outcome: Outcome) {
        if (last === undefined || groupId === undefined || started === undefined) return
        if (started.group !== undefined || sum.total() === 0) return
        const facts = headOfCall(method, sum, outcome)
        const { connectedClient, announced } = last.call
        const own = announcer.idsOf(announced)
        const one = head({ groupId, facts, frame: started, ids: own, safety: last.safety })
        await deliver([one], {
          connectedClient,
          ...(announced === undefined ? {} : { announced }),
          ...(transaction === undefined ? {} : { transaction }),
        })
      },
    }
  }

  function safetyOf(collection: AuditedCollection): Safety {
    const safety = wishesOf(collection)
    const refusal = safety.class === 'critical' ? parts.criticalRefusal?.() : undefined
    if (refusal !== undefined) throw refusal
    return safety
  }

  // Asked before every write. Models are only ever added, and what they ask for is theirs for good.
  const known = new WeakMap<
    AuditedCollection,
    { readonly models: number; readonly safety: Safety }
  >()

  function wishesOf(collection: AuditedCollection): Safety {
    const models = collection.models?.() ?? [collection.root]
    const before = known.get(collection)
    if (before?.models === models.length) return before.safety
    const safety = strictestOf(models)
    known.set(collection, { models: models.length, safety })
    return safety
  }

  function strictestOf(models: readonly AuditedModel[]): Safety {
    return strictest(
      models.flatMap(({ place, isInTrash, safety: wish }) => [
        parts.rules.ofModel(place, wish),
        ...(isInTrash === undefined ? [] : [parts.rules.ofModel(trashOf(place), wish)]),
      ]),
    )
  }

  return {
    wants,
    safetyOf,
    announce(intent) {
      // The others are either in one transaction with their write, or may be lost.
      if (wishesOf(intent.collection).class !== 'standard') return undefined
      return announcer.announce(intent)
    },
    accept,
    begin,
    recovery: { accept: (intent, call) => recover(intent, call) },
  }
}

type Delivered = Pick<CapturedCall, 'connectedClient' | 'transaction' | 'announced'>

/** An event, and how safe it has to be. */
interface Safe {
  readonly event: StoredEvent
  readonly safety: Safety
}

function bySafety(events: readonly Safe[]): Map<Safety, StoredEvent[]> {
  const groups = new Map<string, { readonly safety: Safety; readonly events: StoredEvent[] }>()
  for (const { event, safety } of events) {
    const key = `${safety.class} ${safety.ack}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { safety, events: [event] })
    else known.events.push(event)
  }
  return new Map([...groups.values()].map((group) => [group.safety, group.events]))
}

/** Who, from where and when, for all events of a call. */
interface Frame {
  readonly at: Date
  readonly surroundings: Surroundings
  readonly group: ActiveGroup | undefined
}

interface MemberPlacing {
  readonly frame: Frame
  readonly ids: EventIds | undefined
  placeIn(place: string): { id: string; index: number } | undefined
}

function anyRecorded(
  collection: AuditedCollection,
  ask: (place: string, operation: string) => boolean | undefined,
): boolean | undefined {
  let unknown = false
  for (const place of collection.places()) {
    for (const operation of CAPTURED_OPERATIONS) {
      const answer = ask(place, operation)
      if (answer === true) return true
      if (answer === undefined) unknown = true
    }
  }
  return unknown ? undefined : false
}

// The history of the record that caused a cascade shows what went along with it.
function withCause(
  related: AuditEvent['related'],
  group: ActiveGroup | undefined,
): AuditEvent['related'] {
  const cause = group?.cause.target
  if (cause === undefined) return related
  return [cause, ...(related ?? [])]
}

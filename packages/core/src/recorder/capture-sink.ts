/** The recorder's door for capture: a call's changes become events, and a group where they are many. */
import type { Catalog } from '../catalog/definition.ts'
import type { ContextKeeper } from '../context/context.ts'
import type { AuditEvent, Outcome, StoredEvent } from '../event/event.ts'
import type { ActiveGroup } from '../group/group.ts'
import type { PolicyService } from '../policy/policy-service-port.ts'
import type { Clock, IdSource } from '../environment/environment.ts'
import type { AppendOptions, WriteTransaction } from '../ports/store.ts'
import type {
  AuditedCollection,
  AuditedModel,
  CallInParts,
  CapturedCall,
  CaptureSink,
} from './captured.ts'
import { draftIntent, draftMembers } from './change-events.ts'
import type { MemberDraft, RecordingRules } from './change-events.ts'
import type { DeletionKind } from './classify.ts'
import { composeEvent } from './compose-event.ts'
import type { Delivery } from './delivery.ts'
import { createMemberSum, headOfCall, makesGroup } from './group-head.ts'
import { askSurroundings } from './surroundings.ts'
import type { Surroundings } from './surroundings.ts'

export interface CaptureSinkParts {
  readonly tenant: string
  readonly catalog: Catalog
  readonly policy: () => PolicyService
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly ids: IdSource
  readonly delivery: Delivery
  readonly seal: (event: AuditEvent) => StoredEvent
}

/** What happens to records of a place, whether any of it is recorded. */
const CAPTURED_OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore']

const MS_BETWEEN_POLICY_TRIES = 5_000

export function createCaptureSink(parts: CaptureSinkParts): CaptureSink {
  const { tenant, catalog, keeper, clock, ids, delivery, seal } = parts

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
  let askAgainAt = -Infinity
  async function loadPolicy(collection: AuditedCollection): Promise<void> {
    if (clock.now().getTime() < askAgainAt) return
    try {
      await parts.policy().isRecorded(tenant, collection.root.place, 'update')
    } catch {
      askAgainAt = clock.now().getTime() + MS_BETWEEN_POLICY_TRIES
    }
  }

  function rules(): RecordingRules {
    const policy = parts.policy()
    return {
      // A policy that cannot be read must not hide anything: unknown is recorded.
      isRecorded: (place, op) => policy.tryIsRecorded(tenant, place, op) ?? true,
      modeOf: (place) =>
        catalog.place(place).personal === true ? (policy.tryClientMode(tenant) ?? 'full') : 'full',
    }
  }

  function deletionKind(
    group: ActiveGroup | undefined,
    many: boolean,
  ): (model: AuditedModel) => DeletionKind {
    const causePlace = group === undefined ? undefined : catalog.type(group.cause.type).place
    return (model) => {
      // What goes along with the cause's own record goes in a cascade.
      if (causePlace !== undefined && causePlace !== model.place) return 'cascade'
      return many ? 'bulk' : 'single'
    }
  }

  interface Frame {
    readonly at: Date
    readonly surroundings: Surroundings
    readonly group: ActiveGroup | undefined
  }

  async function frame(): Promise<Frame> {
    const context = keeper.current()
    return { at: clock.now(), surroundings: await askSurroundings(context), group: context?.group }
  }

  function members(drafts: readonly MemberDraft[], how: MemberPlacing): StoredEvent[] {
    return drafts.map(({ facts, classification }) => {
      const group = how.placeIn(classification.place)
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
      return seal(event)
    })
  }

  function head(what: {
    readonly groupId: string
    readonly facts: ReturnType<typeof headOfCall>
    readonly frame: Frame
  }): StoredEvent {
    const facts = { ...what.facts, tenant, at: what.frame.at, group: { id: what.groupId } }
    return seal(composeEvent(catalog, facts, what.frame.surroundings))
  }

  async function accept(call: CapturedCall): Promise<void> {
    const now = await frame()
    const isMany = makesGroup(call)
    const drafts = draftMembers(call, rules(), deletionKind(now.group, isMany))
    const intent = draftIntent(call, rules())
    if (intent !== undefined) drafts.push(intent)
    if (drafts.length === 0) return
    now.group?.joinTransaction(call.transaction)
    if (now.group !== undefined) {
      const { group } = now
      const placeIn = (place: string) => ({ id: group.id, index: group.next(place) })
      await deliver(members(drafts, { frame: now, placeIn }), call)
      return
    }
    if (drafts.length === 1) {
      await deliver(members(drafts, { frame: now, placeIn: () => undefined }), call)
      return
    }
    const groupId = ids()
    let index = 0
    const placeIn = () => ({ id: groupId, index: index++ })
    const sum = createMemberSum()
    sum.add(drafts)
    const events = members(drafts, { frame: now, placeIn })
    const facts = headOfCall(call.method, sum, 'success')
    await deliver([...events, head({ groupId, facts, frame: now })], call)
  }

  async function deliver(events: readonly StoredEvent[], call: Delivered): Promise<void> {
    const options: AppendOptions = {
      connectedClient: call.connectedClient,
      ...(call.transaction === undefined ? {} : { transaction: call.transaction }),
    }
    await delivery.deliver(events, options)
  }

  function begin(method: string, transaction?: WriteTransaction): CallInParts {
    const groupId = ids()
    const sum = createMemberSum()
    let index = 0
    let started: Frame | undefined
    let last: CapturedCall | undefined
    return {
      async part(call) {
        started ??= await frame()
        const { group } = started
        const drafts = draftMembers(call, rules(), deletionKind(group, true))
        const intent = draftIntent(call, rules())
        if (intent !== undefined) drafts.push(intent)
        sum.add(drafts)
        last = call
        const placeIn = (place: string) =>
          group === undefined
            ? { id: groupId, index: index++ }
            : { id: group.id, index: group.next(place) }
        if (drafts.length > 0) await deliver(members(drafts, { frame: started, placeIn }), call)
      },
      async end(outcome: Outcome) {
        if (last === undefined || started === undefined || sum.total() === 0) return
        if (started.group !== undefined) return
        const facts = headOfCall(method, sum, outcome)
        const { connectedClient } = last
        const end = { connectedClient, ...(transaction === undefined ? {} : { transaction }) }
        await deliver([head({ groupId, facts, frame: started })], end)
      },
    }
  }

  return {
    wants,
    safetyOf: () => ({ class: 'standard', ack: 'store' }),
    announce: () => undefined,
    accept,
    begin,
  }
}

type Delivered = Pick<CapturedCall, 'connectedClient' | 'transaction'>

interface MemberPlacing {
  readonly frame: {
    readonly at: Date
    readonly surroundings: Surroundings
    readonly group: ActiveGroup | undefined
  }
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

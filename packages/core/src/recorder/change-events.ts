/**
 * Which events does one captured call make?
 *
 * Decides only: policy, classification, what changed and what of it may be kept. Storing is
 * somebody else's.
 */
import { diffRecords } from '../diff/diff-records.ts'
import { limitChanges } from '../diff/limit-changes.ts'
import type { Change, StoredRecord, StoredValue, Target } from '../event/event.ts'
import type { Safety } from '../event/safety.ts'
import type { ClientMode } from '../policy/policy.ts'
import { namesOnly, namesOnlyAt, withholdSecrets } from '../privacy/withhold.ts'
import type { AuditedModel, CapturedCall, CapturedChange } from './captured.ts'
import { classify } from './classify.ts'
import type { Classification, DeletionKind } from './classify.ts'
import type { EventFacts } from './compose-event.ts'
import { tryMove, withFormer, withholdMoved } from './moved-subject.ts'
import type { Move } from './moved-subject.ts'

/** Answers that the policy gave for this call. */
export interface RecordingRules {
  isRecorded(place: string, operation: string): boolean
  /** How much of a person's record is kept. */
  modeOf(place: string): ClientMode
}

/** One member to be: everything but who, where, when and its place in a group. */
export interface MemberDraft {
  readonly classification: Classification
  /** What the model asks for. */
  readonly safety?: Partial<Safety> | undefined
  /** The record that it is about; absent where the event stands for a call. */
  readonly recordId?: StoredValue
  /** Paths of its model that hold other records' ids. */
  readonly references?: AuditedModel['references']
  readonly facts: Omit<EventFacts, 'tenant' | 'at' | 'group'>
}

/** Turns a call's changes into drafts, leaving out what the policy does not record. */
export function draftMembers(
  call: CapturedCall,
  rules: RecordingRules,
  deletionOf: (model: AuditedModel) => DeletionKind,
): MemberDraft[] {
  const drafts: MemberDraft[] = []
  for (const change of call.changes) {
    const draft = draftMember(call, change, { rules, deletionOf })
    if (draft !== undefined) drafts.push(draft)
  }
  return drafts
}

function draftMember(
  call: CapturedCall,
  change: CapturedChange,
  how: {
    readonly rules: RecordingRules
    readonly deletionOf: (model: AuditedModel) => DeletionKind
  },
): MemberDraft | undefined {
  const image = change.after ?? change.before
  if (image === undefined) return undefined
  const model = call.collection.modelOf(image)
  if (model === undefined) return undefined
  const classification = classify(model, change, how.deletionOf(model))
  if (!how.rules.isRecorded(classification.place, classification.operation)) return undefined
  const changes = diffRecords(change.before, change.after, { ignore: model.ignore })
  // Only what the model ignores has changed: nobody asked to be told.
  if (changes.length === 0 && change.before !== undefined && change.after !== undefined) {
    return undefined
  }
  const move = tryMove(model, change)
  return {
    classification,
    safety: model.safety,
    recordId: change.id,
    ...(model.references === undefined ? {} : { references: model.references }),
    facts: {
      type: `${classification.place}.${classification.verb}`,
      place: classification.place,
      operation: classification.operation,
      target: targetOf(model, image),
      ...aboutWhom(model, image, move),
      changes: keptOf(changes, model, { mode: how.rules.modeOf(model.place), move }),
      fidelity: change.fidelity,
      durability: call.durability,
      ...(change.ct === undefined ? {} : { ct: change.ct }),
    },
  }
}

/** One event for what was asked for and could not be seen. */
export function draftIntent(call: CapturedCall, rules: RecordingRules): MemberDraft | undefined {
  const { intent } = call
  if (intent === undefined) return undefined
  const model = call.collection.root
  const many = intent.operation === 'delete' && (intent.count ?? 0) > 1
  const operation = many ? 'bulk-delete' : intent.operation
  const verb = { create: 'created', update: 'updated', delete: 'deleted' }[intent.operation]
  const classification = { place: model.place, operation, verb: many ? 'bulk-deleted' : verb }
  if (!rules.isRecorded(model.place, operation)) return undefined
  const [id, ...others] = intent.ids ?? []
  return {
    classification,
    safety: model.safety,
    facts: {
      type: `${model.place}.${classification.verb}`,
      place: model.place,
      operation,
      fidelity: 'intent',
      durability: call.durability,
      details: intentDetails(call.method, intent, { model, mode: rules.modeOf(model.place) }),
      ...(id === undefined || others.length > 0 ? {} : { target: { type: model.type, id } }),
      ...(intent.ct === undefined ? {} : { ct: intent.ct }),
    },
  }
}

/** An event names no more records than this; `count` says how many there were. */
const MOST_IDS = 1_000

function intentDetails(
  method: string,
  intent: NonNullable<CapturedCall['intent']>,
  { model, mode }: { readonly model: AuditedModel; readonly mode: ClientMode },
): Record<string, unknown> {
  // A condition holds values of the records it chooses: what is not kept of them is not kept of it.
  const isSummary = mode === 'summary'
  const isSecret = (model.personal?.secrets.length ?? 0) > 0
  const [filter] = limitChanges(
    withholdSecrets([{ path: ['filter'], op: 'add', after: intent.filter }]),
  )
  const hasFilter =
    // Where secrets are annotated, a condition may name their paths in more ways than one.
    intent.filter !== undefined &&
    filter !== undefined &&
    'after' in filter &&
    !isSummary &&
    !isSecret
  return {
    call: method,
    because: intent.because,
    ...(isAboutPeople(model) ? { type: model.type } : {}),
    ...(intent.count === undefined ? {} : { count: intent.count }),
    // One id is the event's target.
    ...(intent.ids === undefined || intent.ids.length < 2
      ? {}
      : { ids: intent.ids.slice(0, MOST_IDS) }),
    ...(hasFilter ? { filter: filter.after } : {}),
  }
}

function isAboutPeople({ personal }: AuditedModel): boolean {
  return personal !== undefined && (personal.isPerson || personal.paths.length > 0)
}

function targetOf(model: AuditedModel, image: StoredRecord): Target {
  const name = model.nameOf(image)
  const organization = model.organizationOf?.(image)
  return {
    type: model.type,
    id: image['_id'],
    ...(name === undefined ? {} : { name }),
    ...(organization === undefined ? {} : { organization }),
  }
}

function aboutWhom(
  model: AuditedModel,
  image: StoredRecord,
  move: Move | undefined,
): Pick<EventFacts, 'subject' | 'related'> {
  const subject = model.subjectOf?.(image)
  const named = model.relatedOf?.(image) ?? []
  const related = move === undefined ? named : withFormer(named, move)
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(related.length === 0 ? {} : { related }),
  }
}

function keptOf(
  changes: readonly Change[],
  model: AuditedModel,
  { mode, move }: { readonly mode: ClientMode; readonly move: Move | undefined },
): Change[] {
  const paths = model.personal?.paths.map(({ path }) => path) ?? []
  const known = withholdSecrets(changes, model.personal?.secrets)
  const open = move === undefined ? known : withholdMoved(known, paths)
  if (mode === 'full') return limitChanges(open)
  return limitChanges(summaryOf(open, model))
}

/** Of a person's own record nothing is kept; of a record that is about one too, the rest is. */
function summaryOf(changes: readonly Change[], { personal }: AuditedModel): Change[] {
  if (personal === undefined || personal.isPerson || personal.paths.length === 0) {
    return namesOnly(changes)
  }
  return namesOnlyAt(
    changes,
    personal.paths.map(({ path }) => path),
  )
}

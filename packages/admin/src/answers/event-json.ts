/**
 * How does an event read in the API's JSON?
 *
 * Every field of the event format, under its own name. Ids are text, instants RFC 3339, and values
 * of records relaxed Extended JSON, so that no type is lost.
 */
import { idText, readableChanges, sentence, toJson, toJsonPatch } from '@rastro/core'
import type {
  Actor,
  Catalog,
  Change,
  ChangedEvent,
  JsonValue,
  Language,
  ReadEvent,
  ReadableChange,
  RecordReference,
} from '@rastro/core'

/** What the words of an answer are made of. */
export interface Wording {
  readonly catalog: Catalog
  readonly language: Language
  /** IANA zone of instants in words. */
  readonly zone: string
}

type Json = { readonly [key: string]: JsonValue }

/** The whole event, with one sentence that says it. */
export function eventJson(event: ReadEvent, wording: Wording): Json {
  return {
    id: event.id,
    ...given('sequence', event.sequence),
    v: event.v,
    tenant: event.tenant,
    at: event.at.toISOString(),
    recordedAt: event.recordedAt.toISOString(),
    ...given('ct', event.ct, (ct) => ({ t: toJson(ct.t), n: ct.n })),
    ...given('clientTime', event.clientTime, ({ at, offsetMinutes, zone }) => ({
      at: at.toISOString(),
      offsetMinutes,
      ...given('zone', zone),
    })),
    type: event.type,
    operation: event.operation,
    place: event.place,
    category: event.category,
    severity: event.severity,
    outcome: event.outcome,
    ...given('reason', event.reason),
    actor: actorJson(event.actor),
    ...given('account', event.account, identityJson),
    ...given('target', event.target, (target) => ({
      ...referenceJson(target),
      ...given('organization', target.organization),
    })),
    ...given('subject', event.subject, referenceJson),
    ...given('related', event.related, (related) => related.map(referenceJson)),
    ...given('changes', event.changes, () => changesJson(event, wording)),
    ...given('fidelity', event.fidelity),
    ...given('durability', event.durability),
    ...given('details', event.details, toJson),
    ...given('origin', event.origin, toJson),
    ...given('request', event.request, toJson),
    ...given('group', event.group, groupJson),
    sentence: sentence(event, wording),
  }
}

/** The same with its changes as an RFC 6902 patch, where it has any. */
export function openedEventJson(event: ReadEvent, wording: Wording): Json {
  const title = sentence(event, { ...wording, maxChanges: 0 })
  const json = { ...eventJson(event, wording), title }
  if (event.changes === undefined || event.changes.length === 0) return json
  const patch = toJsonPatch(event.changes, kindOfChange(event.operation, event.changes))
  return { ...json, patch: patch.map((operation) => toJsonOperation(operation)) }
}

export function groupJson(group: NonNullable<ReadEvent['group']>): Json {
  return { id: group.id, ...given('index', group.index) }
}

/** `{ [name]: value }` where there is a value, and nothing where there is none. */
export function given<T>(
  name: string,
  value: T | undefined,
  write: (value: T) => JsonValue = (plain) => plain as JsonValue,
): Json {
  return value === undefined || value === null ? {} : { [name]: write(value) }
}

function actorJson(actor: Actor): Json {
  return {
    type: actor.type,
    ...identityJson(actor),
    ...given('model', actor.model),
    ...given('via', actor.via),
    ...given('impersonator', actor.impersonator, identityJson),
  }
}

function identityJson(who: {
  readonly id?: unknown
  readonly name?: string
  readonly email?: string
}): Json {
  return {
    ...given('id', who.id, idText),
    ...given('name', who.name),
    ...given('email', who.email),
  }
}

export function referenceJson(record: RecordReference): Json {
  return { type: record.type, id: idText(record.id), ...given('name', record.name) }
}

/** A value that was recorded as null is there; one that was not recorded is not. */
export function changeJson(change: Change): Json {
  return {
    path: change.path,
    op: change.op,
    ...('before' in change ? { before: toJson(change.before) } : {}),
    ...('after' in change ? { after: toJson(change.after) } : {}),
    ...given('omitted', change.omitted),
    ...given('masked', change.masked),
    ...given('names', change.names, (names) => names.map(referenceJson)),
  }
}

/** Each change as it was recorded, and as it reads. */
export function changesJson(event: ChangedEvent, wording: Wording): readonly Json[] {
  const { changes = [] } = event
  const texts = readableChanges(event, wording)
  return changes.map((change, at) => {
    const text = texts[at]
    return { ...changeJson(change), ...(text === undefined ? {} : changeTextJson(text)) }
  })
}

function changeTextJson(change: ReadableChange): Json {
  const { label, kind, text, before, after, added, removed, moved, omitted } = change
  return {
    label,
    kind,
    text,
    ...given('beforeText', before),
    ...given('afterText', after),
    ...given('added', added),
    ...given('removed', removed),
    ...given('moved', moved),
    ...given('omittedText', omitted),
  }
}

/** Whether the changes made the record or ended it: a patch says that with more operations. */
function kindOfChange(
  operation: string,
  changes: readonly Change[],
): 'create' | 'update' | 'delete' {
  if (operation === 'create' && changes.every(({ op }) => op === 'add')) return 'create'
  const isDelete = operation.endsWith('delete') && changes.every(({ op }) => op === 'remove')
  return isDelete ? 'delete' : 'update'
}

function toJsonOperation(operation: ReturnType<typeof toJsonPatch>[number]): Json {
  const { op, path } = operation
  return { op, path, ...('value' in operation ? { value: toJson(operation.value) } : {}) }
}

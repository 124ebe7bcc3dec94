/**
 * What does an event say about last values?
 *
 * Pure. It names the event that holds the value of each annotated path that it touches; what the
 * value is stays in the event. Later events of a record come later here too.
 */
import type { AuditEvent, EventPlace, RecordOf } from '@rastro/core'
import { idText, isNameToken, maskText, recordKey, sealedBytesOf, typeKey } from '@rastro/core'

/** As much of an event as counts. */
export type PersonalEvent = Pick<
  AuditEvent,
  | 'tenant'
  | 'operation'
  | 'outcome'
  | 'fidelity'
  | 'target'
  | 'details'
  | 'personal'
  | 'sensitive'
  | 'personalName'
  | 'sealed'
>

/** Where a value is: the number of its event, and its id. `h`: it is to stay hidden. */
export interface KeptPlace {
  readonly s: number
  readonly id: string
  readonly h?: true
}

/**
 * What a record is called, from event number `s` on. `m`: it is shown masked at most. Encrypted as
 * the event `e` has it: `v` its bytes, `k` that event's keys, `t` by which it is found.
 */
export type KeptName = { readonly s: number; readonly m?: true } & (
  | { readonly text: string }
  | {
      readonly v: Uint8Array
      readonly k: readonly string[]
      readonly e: string
      readonly t?: string
    }
)

/** What one record's document is raised to. */
export interface LastValueUpdate {
  readonly tenant: string
  readonly type: string
  /** As text; absent where all records of the type are meant. */
  readonly id?: string
  /** Keys as `fieldOf` writes them. */
  readonly f: Map<string, KeptPlace>
  name?: KeptName
  deleted?: number
  alive?: number
  unknown?: number
}

const DELETIONS: ReadonlySet<string> = new Set(['delete', 'bulk-delete'])

/** Adds what an event says to what earlier ones of the batch said. */
export function addEvent(
  updates: Map<string, LastValueUpdate>,
  event: PersonalEvent,
  place: EventPlace & { readonly tokens?: readonly string[] | undefined },
): void {
  const { tenant, target, personal, sensitive = [], fidelity } = event
  if (personal === undefined) return
  const of = (record: RecordOf): LastValueUpdate => {
    const key = recordKey(tenant, record)
    const known = updates.get(key) ?? {
      tenant,
      type: record.type,
      id: idText(record.id),
      f: new Map(),
    }
    updates.set(key, known)
    return known
  }
  if (fidelity === 'intent') {
    for (const one of unseenBy(event, of, updates)) one.unknown = place.sequence
  }
  if (target === undefined) return
  const update = of(target)
  const isHidden = event.details?.['reverts'] !== undefined
  const kept: KeptPlace = { s: place.sequence, id: place.id, ...(isHidden ? { h: true } : {}) }
  const touched = [...personal, ...sensitive]
  for (const path of touched) update.f.set(fieldOf(path), kept)
  const isDeletion = DELETIONS.has(event.operation) && event.outcome === 'success'
  if (isDeletion) update.deleted = place.sequence
  if (event.operation === 'create' || event.operation === 'restore') update.alive = place.sequence
  addName(update, event, {
    sequence: place.sequence,
    isDeletion,
    isHidden,
    isTouched: touched.length > 0,
    event: place.id,
    token: place.tokens?.find(isNameToken),
  })
}

function addName(
  update: LastValueUpdate,
  { personalName, operation, sealed = [] }: PersonalEvent,
  how: {
    readonly sequence: number
    readonly isDeletion: boolean
    readonly isHidden: boolean
    readonly isTouched: boolean
    readonly event: string
    readonly token: string | undefined
  },
): void {
  if (personalName === undefined) return
  const { sequence: s, isDeletion, isHidden, isTouched, event: e, token: t } = how
  const v = sealedBytesOf(personalName)
  if (v !== undefined) {
    const kept = { v: Buffer.from(v), k: sealed, e }
    const isFound = !isDeletion && !isHidden && t !== undefined
    if (isDeletion || isHidden) update.name = { s, m: true, ...kept }
    else if (isTouched || operation === 'create') {
      update.name = { s, ...kept, ...(isFound ? { t } : {}) }
    } else update.name ??= { s: 0, ...kept, ...(isFound ? { t } : {}) }
    return
  }
  if (isDeletion || isHidden) {
    // Not kept at all: what is hidden must not be found by asking for it.
    update.name = { s, text: maskText(personalName), m: true }
    return
  }
  if (isTouched || operation === 'create') update.name = { s, text: personalName }
  // Says what the record is called where nothing else did, and brings nothing back that was hidden.
  else update.name ??= { s: 0, text: personalName }
}

/** Records of which an event tells that they were written, and not what was. */
function unseenBy(
  { tenant, target, operation, details }: PersonalEvent,
  of: (record: RecordOf) => LastValueUpdate,
  updates: Map<string, LastValueUpdate>,
): readonly LastValueUpdate[] {
  if (operation === 'create') return []
  if (target !== undefined) return [of(target)]
  const type: unknown = details?.['type']
  if (typeof type !== 'string') return []
  const ids: unknown = details?.['ids']
  const count: unknown = details?.['count']
  if (Array.isArray(ids) && ids.length > 0 && ids.length === count) {
    return ids.map((id: unknown) => of({ type, id }))
  }
  const key = typeKey(tenant, type)
  const all = updates.get(key) ?? { tenant, type, f: new Map() }
  updates.set(key, all)
  return [all]
}

/** A path as a field's name: dots would be levels, and a dollar an operator. */
export function fieldOf(path: string): string {
  return path.replaceAll('%', '%25').replaceAll('.', '%2E').replaceAll('$', '%24')
}

/** The path of a field's name. */
export function pathOf(field: string): string {
  return field.replaceAll('%24', '$').replaceAll('%2E', '.').replaceAll('%25', '%')
}

/** The update as the server takes it: raised and never lowered, so that it may come twice. */
export function updateStatement(key: string, update: LastValueUpdate): Record<string, unknown> {
  const { tenant, type, id, f, name, deleted, alive, unknown } = update
  const raised = {
    ...Object.fromEntries([...f].map(([field, place]) => [`f.${field}`, place])),
    ...(name === undefined ? {} : { name }),
    ...(deleted === undefined ? {} : { deleted }),
    ...(alive === undefined ? {} : { alive }),
    ...(unknown === undefined ? {} : { unknown }),
  }
  return {
    q: { _id: key },
    u: {
      ...(Object.keys(raised).length === 0 ? {} : { $max: raised }),
      $setOnInsert: { tenant, type, ...(id === undefined ? {} : { id }) },
    },
    upsert: true,
  }
}

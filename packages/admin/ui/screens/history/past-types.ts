/** What does the API say of a record's past? */
import type { ChangeJson, FullEvent, RecordRef } from '../../event/event-types.ts'

export interface Certainty {
  readonly status: 'exact' | 'derived' | 'incomplete'
  readonly reason?: string
  readonly missing: readonly {
    readonly path: readonly string[]
    readonly because: string
    readonly event?: string
  }[]
  readonly checkedAgainst: 'live' | 'nothing'
  readonly breaks: readonly { readonly path: readonly string[]; readonly event: string }[]
}

export interface StateAnswer extends Certainty {
  readonly target: RecordRef
  readonly exists: boolean | null
  readonly record: unknown
  readonly properties: readonly ChangeJson[]
  readonly event: string | null
}

export interface ComparisonAnswer extends Certainty {
  readonly target: RecordRef
  readonly changes: readonly ChangeJson[]
  readonly from: { readonly exists: boolean | null }
  readonly to: { readonly exists: boolean | null }
}

export interface RevertAnswer {
  readonly operation: 'insert' | 'update' | 'delete' | 'none'
  readonly changes: readonly ChangeJson[]
  readonly event: string | null
  readonly latest: string | null
  readonly left: readonly (readonly string[])[]
}

export interface ValuePoint {
  readonly at: string
  readonly event: string
  readonly kind: 'set' | 'removed' | 'within'
  readonly value?: unknown
  readonly omitted?: string
  readonly actor: { readonly type: string; readonly name?: string; readonly email?: string }
}

export interface ValuesAnswer {
  readonly points: readonly ValuePoint[]
  readonly next: string | null
}

export interface HistoryPage {
  readonly events: readonly FullEvent[]
  readonly next: string | null
  /** Where such records are audited; null where nobody has heard of one. */
  readonly place: string | null
}

/** True for an event of the record itself, and not one that only concerns it too. */
export function isOwn(event: FullEvent, record: RecordRef): boolean {
  return event.target?.type === record.type && event.target.id === record.id
}

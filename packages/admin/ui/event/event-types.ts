/** How do events come from the API? As much of it as the page reads. */

export interface RecordRef {
  readonly type: string
  readonly id: string
  readonly name?: string
}

export interface GroupRef {
  readonly id: string
  /** Of a member; the head has none. */
  readonly index?: number
}

/** One line of a list: `view=row`. */
export interface EventRow {
  readonly id: string
  readonly sequence?: number
  readonly at: string
  readonly actor: {
    readonly type: string
    readonly name?: string
    readonly email?: string
    readonly via?: string
    /** Who really acted, in this one's name. */
    readonly by?: string
  }
  readonly operation: string
  readonly place: string
  readonly target?: RecordRef
  readonly outcome: string
  readonly severity: string
  /** How many properties changed. */
  readonly changes: number
  readonly client?: string
  readonly ip?: string
  readonly group?: GroupRef
  readonly folded?: { readonly id: string; readonly unfinished: boolean }
  readonly sentence?: string
  /** The record in the application. */
  readonly url?: string
}

export interface EventPage {
  readonly events: readonly EventRow[]
  readonly next: string | null
  readonly count: EventCount | null
  readonly sequencedUpTo: number | null
}

export interface EventCount {
  readonly n: number
  /** False where counting ended before the events did. */
  readonly exact: boolean
  /** In how many rows, where groups are folded and all of them were counted. */
  readonly lines?: number
  /** How many looks at the log are left out. */
  readonly looks?: number
}

/** A change of one property: as it was recorded, and as it reads. */
export interface ChangeJson {
  readonly path: readonly string[]
  readonly op: 'add' | 'remove' | 'replace'
  /** Relaxed Extended JSON; absent where there was none, or it was left out. */
  readonly before?: unknown
  readonly after?: unknown
  /** Why the values are not here. */
  readonly omitted?: 'size' | 'summary' | 'secret' | 'erased'
  readonly names?: readonly RecordRef[]
  readonly label?: string
  readonly text?: string
  readonly beforeText?: string
  readonly afterText?: string
  /** Why the values are not here, in words. */
  readonly omittedText?: string
}

/** A whole event, as `api/events/:id` gives it. */
export interface FullEvent {
  readonly id: string
  readonly sequence?: number
  readonly at: string
  readonly recordedAt: string
  readonly type: string
  readonly operation: string
  readonly place: string
  readonly category: string
  readonly severity: string
  readonly outcome: string
  readonly reason?: string
  readonly actor: {
    readonly type: string
    readonly id?: string
    readonly name?: string
    readonly email?: string
    readonly via?: string
    readonly impersonator?: {
      readonly id?: string
      readonly name?: string
      readonly email?: string
    }
  }
  readonly target?: RecordRef & { readonly organization?: string }
  readonly subject?: RecordRef
  readonly related?: readonly RecordRef[]
  readonly changes?: readonly ChangeJson[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly origin?: {
    readonly ip?: string
    readonly country?: string
    readonly region?: string
    readonly city?: string
    readonly userAgent?: string
    readonly browser?: string
    readonly os?: string
    readonly device?: string
  }
  readonly request?: {
    readonly id?: string
    readonly method?: string
    readonly route?: string
    readonly status?: number
    readonly traceId?: string
  }
  readonly group?: GroupRef
  readonly sentence?: string
  readonly account?: { readonly id?: string; readonly name?: string }
  readonly clientTime?: {
    readonly at: string
    readonly offsetMinutes: number
    readonly zone?: string
  }
  /** How the values were obtained: `intent` has none. */
  readonly fidelity?: 'exact' | 'derived' | 'intent'
}

/** One event, opened: with what is beside it in the list of the query. */
export interface OpenedEvent extends FullEvent {
  /** The sentence without what changed. */
  readonly title?: string
  readonly around: { readonly newer: string | null; readonly older: string | null }
  readonly partial: {
    readonly hidden: number
    readonly of: number
    readonly because: readonly { readonly reason: string; readonly n: number }[]
  } | null
  /** What details are called, by their paths. */
  readonly detailLabels?: Readonly<Record<string, string>>
  /** Addresses in the application. */
  readonly links: {
    readonly record?: string
    readonly person?: string
    readonly organization?: string
  }
}

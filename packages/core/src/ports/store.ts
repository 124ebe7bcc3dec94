/** What must a place that keeps events be able to do? */
import type { StoredEvent } from '../event/event.ts'
import type { EventFilter } from './filter.ts'
import type { PolicyStore } from '../policy/policy.ts'
import type { PersonalStore } from './personal-store.ts'
import type { ScanRequest, StoredScan } from './scan.ts'

/**
 * The caller's open transaction, opaque to everything but capture and the store that share a
 * driver: events appended with it live and die with it.
 */
export interface WriteTransaction {
  readonly client: unknown
  readonly session: unknown
}

/** How events are to be stored. */
export interface AppendOptions {
  readonly transaction?: WriteTransaction
  /**
   * A client known to be connected. The store uses it to reach its database while its own
   * connection is not open.
   */
  readonly connectedClient?: unknown
}

/** Where a page goes on: the last event that was handed out. */
export interface TimePosition {
  readonly at: Date
  readonly id: string
}

/** Where a page of one record’s writes goes on: the last event that was handed out. */
export interface RecordPosition {
  /** Seconds and counter of the cluster time. */
  readonly t: number
  readonly i: number
  readonly n: number
  readonly id: string
}

/** A list in the order of the servers’ clocks. */
export interface FindByTime {
  readonly filter: EventFilter
  readonly order: 'newest' | 'oldest'
  /** 1 to 1,001. */
  readonly limit: number
  readonly after?: TimePosition
  /** Members and heads of these groups are left out. */
  readonly withoutGroups?: readonly string[]
  /** `absent`: only events without a database time, for a record's history. */
  readonly clusterTime?: 'absent'
  /**
   * Without changes, request and most details: for whoever adds up many events, of which `limit`
   * may then be 20,001. A store that ignores it answers the same, slower.
   */
  readonly isShort?: boolean
}

/** Order of one record's writes: by database time; only events that have one. */
export interface FindByRecord {
  readonly filter: EventFilter
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  readonly after?: RecordPosition
}

/** A place that keeps events and policies. */
export interface EventStore extends PolicyStore {
  /**
   * Stores events, all durable when it resolves (with a transaction: when that commits).
   * Idempotent by `_id`: an event that is already there counts as stored.
   * Never refuses an event for its size or its keys.
   * @throws AuditError `AUDIT_STORE_UNAVAILABLE`
   */
  append(events: readonly StoredEvent[], options?: AppendOptions): Promise<void>
  /** @throws AuditError `AUDIT_QUERY_TIMEOUT`, `AUDIT_STORE_UNAVAILABLE` */
  findByTime(request: FindByTime): Promise<readonly StoredEvent[]>
  findByRecord(request: FindByRecord): Promise<readonly StoredEvent[]>
  /**
   * Everything that matches, as it was when this was asked for. Without it, it is read page by page.
   */
  scan?(request: ScanRequest): Promise<StoredScan>
  /** Counts up to a bound: `{ n: 10000, exact: false }` means "10,000 or more". */
  count(filter: EventFilter, upTo: number): Promise<{ readonly n: number; readonly exact: boolean }>
  /**
   * The same, and in how many lines a list shows them that has each group as one line; `lines` is of
   * what was counted. A store without it leaves that unsaid.
   */
  countLines?(
    filter: EventFilter,
    upTo: number,
  ): Promise<{ readonly n: number; readonly exact: boolean; readonly lines: number }>
  /** One event of the tenant that matches the filter, else undefined. */
  get(filter: EventFilter, id: string): Promise<StoredEvent | undefined>
  /** Heads of these groups, in any order; a group without a head yet is left out. */
  heads(tenant: string, groups: readonly string[]): Promise<readonly StoredEvent[]>
  /** Distinct values seen of what has few: for value lists on the page. */
  seen(tenant: string): Promise<SeenValues>
  /** What people arranged for themselves on the page; absent where the store keeps none of it. */
  readonly personal?: PersonalStore
  /**
   * Words that this store has and no other, whatever it is reached by: events that were kept for it
   * on a disk go nowhere else. Undefined where there are none.
   */
  identity?(): Promise<string | undefined>
  /** Makes indexes and collections that are missing; safe to call from many processes. */
  prepare(): Promise<void>
}

/** Values that stand in a tenant’s events, whether or not a catalog names them. */
export interface SeenValues {
  readonly places: readonly string[]
  readonly operations: readonly string[]
  /** Named apps stand as `app:<name>`. */
  readonly actorTypes: readonly string[]
}

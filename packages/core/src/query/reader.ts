/** What can be asked of the log: the one reading side that code, API and page share. */
import type { ReadEvent } from '../event/event.ts'
import type { SeenValues } from '../ports/store.ts'
import type { ReadScope } from '../ports/filter.ts'
import type { Scan } from '../ports/scan.ts'

/**
 * A query as code, API and page URL write it: the same keys everywhere. Values are strings (or
 * lists, numbers and dates in code); `find` checks them.
 *
 * `from to p op place type cat ut user agent client ip tt tid group q sev res looks order`
 */
export type QueryInput = Readonly<Record<string, unknown>>

/** How much of the answer, and in which order. */
export interface PageOptions {
  /** 1 to 500; default 50. */
  readonly limit?: number | undefined
  /** `next` of the page before; absent for the first page. */
  readonly cursor?: string | undefined
  /** Default `newest`. With one record asked for (`tt` and `tid`), the order of its writes. */
  readonly order?: 'newest' | 'oldest' | undefined
}

/** A part of the answer, and how to ask for the next. */
export interface EventPage {
  readonly events: readonly ReadEvent[]
  /** Cursor of the next page; null at the end. */
  readonly next: string | null
  /**
   * The sequence number up to which the answer is complete: every event with this number or a
   * smaller one could be found. Null where events have no numbers.
   */
  readonly sequencedUpTo: number | null
}

/** A page before it is known how complete it is. */
export type PageBody = Omit<EventPage, 'sequencedUpTo'>

/** All of an answer, some events at a time. */
export interface EventScan extends Scan<ReadEvent> {
  /** As in {@link EventPage}, when the reading began. */
  readonly sequencedUpTo: number | null
}

/** Where a live reader goes on. */
export interface LiveOptions {
  /** Only events with greater numbers. */
  readonly after: number
  /** 1 to 500; default 50. */
  readonly limit?: number | undefined
}

/** One line of a list that folds groups: a single event, or a group with its head. */
export interface FoldedEntry {
  /** The head where the group has one (also where only members match), else the first member seen. */
  readonly event: ReadEvent
  /** Set when this entry stands for a group. `unfinished`: it has no head (yet). */
  readonly folded?: { readonly id: string; readonly unfinished: boolean }
}

/** Who asks: decided by the door (code or router), never by the query. */
export interface ReadAccess {
  readonly tenant: string
  readonly scope?: ReadScope
}

/** Which record: the model’s name and the id, as a text or with its BSON type. */
export interface RecordKey {
  readonly type: string
  readonly id: unknown
}

/** The events beside one: ids, null at the ends of the list. */
export interface Neighbours {
  readonly newer: string | null
  readonly older: string | null
}

/** Events in short: `changes`, `request` and what else is long are left out. */
export interface Summaries {
  /** Newest first. */
  readonly events: readonly ReadEvent[]
  /** True where older events of the period were not read. */
  readonly capped: boolean
}

/** What can be asked of the log. Every question names who asks. */
export interface AuditReader {
  /** @throws AuditError `AUDIT_QUERY_INVALID` (with `field`), `AUDIT_CURSOR_INVALID` */
  find(access: ReadAccess, query: QueryInput, page?: PageOptions): Promise<EventPage>
  /** The same with each group folded into one entry. */
  findFolded(
    access: ReadAccess,
    query: QueryInput,
    page?: PageOptions,
  ): Promise<{ entries: readonly FoldedEntry[]; next: string | null; sequencedUpTo: number | null }>
  /**
   * What matches and has a number after this one, in the order of numbers, each with its
   * `sequence`; `sequencedUpTo` is where to go on.
   * @throws AuditError `AUDIT_SEQUENCE_UNAVAILABLE`, `AUDIT_QUERY_INVALID`
   */
  findAfter(access: ReadAccess, query: QueryInput, live: LiveOptions): Promise<EventPage>
  /** Exact up to 10,000. */
  count(access: ReadAccess, query: QueryInput): Promise<{ n: number; exact: boolean }>
  /**
   * The same, and how many lines `findFolded` makes of these events; absent where the store cannot
   * say it, or where there are more events than are counted.
   */
  countFolded(
    access: ReadAccess,
    query: QueryInput,
  ): Promise<{ n: number; exact: boolean; lines?: number }>
  get(access: ReadAccess, id: string): Promise<ReadEvent | undefined>
  /** One record's events, also those that only relate to it, in the order of its writes. */
  history(access: ReadAccess, target: RecordKey, page?: PageOptions): Promise<EventPage>
  /**
   * Checks a query as `find` does, without asking anything.
   * @throws AuditError `AUDIT_QUERY_INVALID` (with `field`)
   */
  check(access: ReadAccess, query: QueryInput): Promise<void>
  /**
   * What matches, newest first and in short (without changes), to be added up: at most 20,000
   * events and a few seconds; `capped` says that older ones were not read.
   */
  summaries(access: ReadAccess, query: QueryInput, upTo?: number): Promise<Summaries>
  /** The events beside one in the list that a query gives, by time. */
  neighbours(
    access: ReadAccess,
    query: QueryInput,
    event: Pick<ReadEvent, 'at' | 'id'>,
  ): Promise<Neighbours>
  /** The head of one group; undefined where it has none, or where it is not in the scope. */
  head(access: ReadAccess, group: string): Promise<ReadEvent | undefined>
  /**
   * Everything that `find` would give on all its pages, in that order. What is recorded meanwhile
   * is not among it.
   * @throws AuditError `AUDIT_QUERY_INVALID` (with `field`)
   */
  scan(access: ReadAccess, query: QueryInput): Promise<EventScan>
  /** Values that the tenant's log has seen, for value lists; nothing for a confined reader. */
  seen(access: ReadAccess): Promise<SeenValues>
}

/** The public door: what a developer holds after `createAudit`. */
import type { IncomingMessage } from 'node:http'
import type {
  Actor,
  AuditEvent,
  Comparison,
  CompletenessFunction,
  DurabilityClass,
  ErasedSubject,
  EraseOptions,
  ErasureCertificate,
  EventPage,
  FollowFunction,
  GroupCause,
  HoldOptions,
  Instant,
  Language,
  LegalHold,
  PageOptions,
  QueryInput,
  ReadableEvent,
  RecordFunction,
  RecordKey,
  RecordState,
  RevertOptions,
  RevertResult,
  RevertWhat,
} from '@rastro/core'
import type {
  ContextMiddleware,
  ContextOptions,
  ExportFunction,
  ExportedFunction,
  SessionEvents,
} from '@rastro/express'
import type {
  Rebuilt,
  RecordOptions as CollectionOptions,
  WatchHandle,
  WatchOptions,
} from '@rastro/mongodb'
import type { SchemaPlugin } from '@rastro/mongoose'
import type { AdminHandler, AdminRouterOptions, HostRequest } from '@rastro/admin'
import type { AuditHealth } from './health.ts'
import type { LookedFunction } from './looked.ts'
import type { MeterLike } from './metrics.ts'
import type { OwnRouterOptions } from './own-door.ts'
import type { AuditRequests } from './requests.ts'

/** What the application says of the page and its API. */
export type RouterOptions<Request extends IncomingMessage = HostRequest> = Pick<
  AdminRouterOptions<Request>,
  'authorize' | 'title' | 'languages' | 'links' | 'lang' | 'basePath' | 'csp' | 'signInUrl'
>

/** What `rastro check` and start-up say. */
export interface AuditInspection {
  /** Audited models: the place of each, and how safely its events are kept. */
  readonly models: readonly {
    readonly name: string
    readonly place: string
    readonly class: DurabilityClass
    /** Paths that are named like personal data, and of which nobody says what they are. */
    readonly likelyPersonal: readonly string[]
  }[]
  /** Names of models without the plugin. */
  readonly unplugged: readonly string[]
  readonly places: readonly {
    readonly place: string
    readonly on: boolean
    readonly mandatory: boolean
  }[]
  readonly pending: readonly string[]
  /** The events' database, where something is connected. */
  readonly database: unknown
}

/** How long the end may take. */
export interface CloseOptions {
  /** Milliseconds, at least 0. Default 10,000. */
  readonly deadlineMs?: number
}

/** What `createAudit` gives: everything that an application needs. */
export interface Audit {
  /** For `schema.plugin(audit.plugin)` and `mongoose.plugin(audit.plugin)`. */
  readonly plugin: SchemaPlugin
  /** The middleware that gives every request its context. */
  context(options?: ContextOptions): ContextMiddleware
  /** Records what the database cannot see. */
  readonly record: RecordFunction
  /** Runs `fn` as one operation over many records. */
  group<T>(cause: string | GroupCause, fn: () => Promise<T> | T): Promise<T>
  /** Runs `fn` with a named actor. */
  as<T>(actor: Actor, fn: () => T): T
  /** The same capture for a collection of the plain driver: use what it returns. */
  collection<T>(collection: T, options?: CollectionOptions): T
  /** Page and API in one mount. */
  router<Request extends IncomingMessage = HostRequest>(
    options: RouterOptions<Request>,
  ): AdminHandler
  /** A person's own page and API: to ask about their data, to download it, to see who looked. */
  subjectRouter<Request extends IncomingMessage = HostRequest>(
    options: OwnRouterOptions<Request>,
  ): AdminHandler
  find(query?: QueryInput, page?: PageOptions): Promise<EventPage>
  history(target: RecordKey, page?: PageOptions): Promise<EventPage>
  /**
   * An event in words: one sentence, and its changes with labels, units and the names that records
   * had then. Without a language, in that of `createAudit`.
   */
  readable(event: AuditEvent, language?: Language): ReadableEvent
  /**
   * Hands over every event of this audit's tenant, once and in the order in which they became
   * visible, from after a number that the caller keeps; `undefined` is everything.
   */
  readonly follow: FollowFunction
  /**
   * Compares every change of the audited collections with the log, and records what bypassed
   * capture. In any number of processes: one of them does it.
   */
  watch(options?: WatchOptions): WatchHandle
  /** How many changes were seen, and how many of them are audited; by default of the last 24 hours. */
  readonly completeness: CompletenessFunction
  /**
   * Finds out anew, from the log, which event holds the last value of each path of personal data;
   * what it has not come to is masked meanwhile. Never needed unless that knowledge was lost, or
   * paths were annotated that have events already.
   */
  rebuildLastValues(): Promise<Rebuilt>
  /** A record as it was, checked against the record as it is. */
  stateAt(target: RecordKey, instant: Instant): Promise<RecordState>
  /** What lies between two instants of a record. */
  compare(target: RecordKey, from: Instant, to: Instant): Promise<Comparison>
  /** Takes one event back, or a record to what it was: a write of its own, with an event. */
  revert(what: RevertWhat, options?: RevertOptions): Promise<RevertResult>
  /**
   * Forgets a person: destroys the keys that everything of theirs in the log is encrypted under.
   * Events stay, and say that it was erased. What the application itself keeps is the application's.
   */
  erase(options: EraseOptions): Promise<ErasureCertificate>
  /** Keeps what the log holds of a person from being erased, whoever asks. */
  hold(subject: ErasedSubject, options: HoldOptions): Promise<LegalHold>
  release(subject: ErasedSubject, options: HoldOptions): Promise<LegalHold>
  /** Legal holds that last. */
  holds(options?: Pick<HoldOptions, 'tenant'>): Promise<readonly LegalHold[]>
  /** Wraps every person's key by the master key of now; events stay as they are. */
  rotateKeys(): Promise<{ readonly rewrapped: number }>
  /** What persons ask about their data: opened, decided and carried out; each step is an event. */
  readonly requests: AuditRequests
  /** Somebody looked at a person's data in the application: the person is told, with the purpose. */
  readonly looked: LookedFunction
  /** Sign-ins, sign-outs and blocks in one line each. */
  readonly sessions: SessionEvents
  /** An export in one line. */
  readonly exported: ExportedFunction
  /** Sends rows as a file that a spreadsheet opens safely, and records what of it left. */
  readonly export: ExportFunction
  /**
   * Resolves when everything handed over so far in this process is stored and found, unless it was
   * lost or dropped. While the store is away it waits.
   */
  flush(): Promise<void>
  /** Refuses further events, and flushes; what is not stored by the deadline stays in the spool. */
  close(options?: CloseOptions): Promise<void>
  health(): AuditHealth
  /** Prometheus text. */
  metrics(): string
  /** Registers the same with a meter of OpenTelemetry. */
  instrument(meter: MeterLike): void
  inspect(): AuditInspection
}

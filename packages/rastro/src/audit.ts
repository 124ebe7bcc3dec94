/** The public door: what a developer holds after `createAudit`. */
import type {
  Actor,
  EventPage,
  GroupCause,
  PageOptions,
  QueryInput,
  RecordFunction,
  RecordKey,
} from '@rastro/core'
import type {
  ContextMiddleware,
  ContextOptions,
  ExportedFunction,
  SessionEvents,
} from '@rastro/express'
import type { RecordOptions as CollectionOptions } from '@rastro/mongodb'
import type { SchemaPlugin } from '@rastro/mongoose'
import type { AdminHandler, AdminRouterOptions } from '@rastro/admin'

/** What the application says of the page and its API. */
export type RouterOptions = Pick<AdminRouterOptions, 'authorize' | 'title' | 'languages'>

/** Whether events are safe, for a health check. */
export interface AuditHealth {
  /** `degraded` once an event was lost. */
  readonly status: 'ok' | 'degraded'
  readonly stored: number
  readonly lost: number
  readonly pending: number
}

/** What `rastro check` and start-up say. */
export interface AuditInspection {
  /** Audited models: the place of each, and how safely its events are kept. */
  readonly models: readonly {
    readonly name: string
    readonly place: string
    readonly class: 'standard'
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
  router(options: RouterOptions): AdminHandler
  find(query?: QueryInput, page?: PageOptions): Promise<EventPage>
  history(target: RecordKey, page?: PageOptions): Promise<EventPage>
  /** Sign-ins, sign-outs and blocks in one line each. */
  readonly sessions: SessionEvents
  /** An export in one line. */
  readonly exported: ExportedFunction
  /** Resolves when everything handed over so far in this process is stored. */
  flush(): Promise<void>
  /** Flushes, then refuses further events. */
  close(): Promise<void>
  health(): AuditHealth
  /** Prometheus text. */
  metrics(): string
  inspect(): AuditInspection
}

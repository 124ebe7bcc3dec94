/**
 * What is known of an application that was loaded to be looked at?
 *
 * Plain data: gathered in the application's process, judged in another.
 */

export interface AppFacts {
  /** Why it did not load to its end; absent if it did. */
  readonly failure?: LoadFailure
  readonly audits: readonly AuditFacts[]
  /** The Express applications that wanted to listen. */
  readonly hosts: readonly HostFacts[]
}

export type LoadFailure =
  | {
      readonly kind: 'threw'
      readonly name: string
      readonly message: string
      readonly code?: string
    }
  | { readonly kind: 'slow'; readonly waitedMs: number }
  | { readonly kind: 'ended'; readonly exitCode: number }

export interface AuditFacts {
  readonly models: readonly ModelFacts[]
  /** Names of models without the plugin. */
  readonly unplugged: readonly string[]
  /** Places that the code switches and that nothing has. */
  readonly pending: readonly string[]
  readonly places: readonly { readonly place: string; readonly on: boolean }[]
  readonly database: DatabaseFacts
}

export interface ModelFacts {
  readonly name: string
  readonly place: string
  /** How safely its events are kept. */
  readonly class: string
  /** Paths that are named like personal data, and of which nobody says what they are. */
  readonly likelyPersonal: readonly string[]
}

export type DatabaseFacts =
  | { readonly kind: 'unconnected' }
  | { readonly kind: 'failed'; readonly name: string }
  | {
      readonly kind: 'answered'
      readonly version: string
      readonly isReplicaSet: boolean
      /** False until the first event: the store makes its collections and indexes then. */
      readonly hasEvents: boolean
      readonly missingIndexes: readonly string[]
    }

export interface HostFacts {
  /** `off`: nobody's word is taken; `all`: everybody's; `set`: somebody's. */
  readonly trustProxy: 'off' | 'all' | 'set'
  /** Whether `audit.context()` is among its middleware. */
  readonly hasContext: boolean
}

/**
 * What does an audit event look like, in code and as it is stored?
 *
 * Format v1, final from the first release: one document per change, written once and never
 * updated. `AuditEvent` is the part that is stored under `e`; `StoredEvent` adds what stands
 * outside it because it can be recomputed, is set at each send, or may be deleted at erasure.
 */

/** A value as the database keeps it; BSON types are recognised by `_bsontype`. */
export type StoredValue = unknown

/** A record as the database keeps it. */
export type StoredRecord = Readonly<Record<string, StoredValue>>

/** The database's own time of a write: a BSON timestamp, known by shape and never by class. */
export interface ClusterTimestamp {
  readonly _bsontype: 'Timestamp'
  /** Seconds since the epoch. */
  readonly t: number
  /** Counter within that second, from 1. */
  readonly i: number
}

/** Where a write stands in its database's own order. */
export interface ClusterPosition {
  /** `operationTime` of the write's reply. */
  readonly t: ClusterTimestamp
  /** Position among the events of one call or transaction, from 0. */
  readonly n: number
}

/** Who did it. `type` is an open set; these are the ones that have labels. */
export type ActorType =
  | 'agent'
  | 'client'
  | 'org-manager'
  | 'api'
  | 'email'
  | 'app'
  | 'system'
  | 'anonymous'
  /** Whoever made a change that bypassed the audit. */
  | 'unknown'
  | (string & {})

/** Who did it, as known when the event was recorded. */
export interface Actor {
  readonly type: ActorType
  readonly id?: StoredValue
  readonly name?: string
  readonly email?: string
  /**
   * The model whose record the person is: says who it was where persons of several models have ids
   * that are no more than numbers.
   */
  readonly model?: string
  /** Through what the person acted: an API key's name, `secure-link`, `session`, … */
  readonly via?: string
  /** The real person, when somebody acts as somebody else. */
  readonly impersonator?: {
    readonly id?: StoredValue
    readonly name?: string
    readonly email?: string
  }
}

/** A record, or a person, as it was called then. */
export interface RecordReference {
  /** The model's name; with the plain driver, the collection's. */
  readonly type: string
  /** Keeps its BSON type. */
  readonly id: StoredValue
  readonly name?: string
}

/** The record that was acted upon, as it was called then. */
export interface Target extends RecordReference {
  /** The organization that the record belongs to. */
  readonly organization?: string
}

/** What happened to a path; the words are those of RFC 6902. */
export type ChangeOp = 'add' | 'replace' | 'remove'

/** One path of the record that changed. Keys may contain dots, so a path is a list. */
export interface Change {
  readonly path: readonly string[]
  readonly op: ChangeOp
  /** Absent for `add` and where values were left out. */
  readonly before?: StoredValue
  /** Absent for `remove` and where values were left out. */
  readonly after?: StoredValue
  /**
   * Why the values are not here: the event would have been too large (`size`), the place keeps
   * names only or the values were those of the person whom the record was about before
   * (`summary`), the path holds a secret (`secret`). Never stored: the key of the person whose
   * values they were is destroyed (`erased`).
   */
  readonly omitted?: 'size' | 'summary' | 'secret' | 'erased'
  /** Records whose ids the values hold, as they were called when the change was recorded. */
  readonly names?: readonly RecordReference[]
  /** Never stored: which of the values a reader gets masked. */
  readonly masked?: readonly ('before' | 'after')[]
  /** As stored: the true path, encrypted, where `path` has `*` in place of keys that are data. */
  readonly sealedPath?: StoredValue
}

/** How the images were obtained: proven, replayed and confirmed, or only what was asked for. */
export type Fidelity = 'exact' | 'derived' | 'intent'

/** What the write itself survives: the loss of a machine, or not. */
export type WriteDurability = 'majority' | 'local'

/** How it ended: `denied` was refused before it was tried. */
export type Outcome = 'success' | 'failure' | 'denied'
/** How much attention an event asks for, from none to at once. */
export type Severity = 'info' | 'notice' | 'warning' | 'critical'

/** Open set; these have labels. */
export type Operation =
  | 'create'
  | 'update'
  | 'delete'
  | 'bulk-delete'
  | 'restore'
  | 'export'
  | 'generate'
  | 'request'
  | 'view'
  | 'download'
  | 'login'
  | 'login-failed'
  | 'logout'
  | 'block'
  | (string & {})

/** From where: the address, what is known of it, and the program that sent the request. */
export interface Origin {
  readonly ip?: string
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  readonly region?: string
  readonly city?: string
  /** As sent, at most 512 characters. */
  readonly userAgent?: string
  readonly browser?: string
  readonly os?: string
  readonly device?: string
}

/** The HTTP request in which it happened. */
export interface RequestFacts {
  readonly id?: string
  readonly method?: string
  /** The route's pattern where known (`/tickets/:id`), else the path without its query. */
  readonly route?: string
  /** Absent while the answer is still being made. */
  readonly status?: number
  /** W3C trace id, 32 hex digits. */
  readonly traceId?: string
}

/** The time at the place of the user, as the client said it. */
export interface ClientTime {
  /** When it happened by the user's clock. */
  readonly at: Date
  /** Minutes east of UTC. */
  readonly offsetMinutes: number
  /** IANA zone, e.g. `America/Sao_Paulo`. */
  readonly zone?: string
}

/** Which operation over many records an event belongs to. A head has no `index`. */
export interface GroupMembership {
  readonly id: string
  readonly index?: number
}

/** The event, exactly as the writer made it. */
export interface AuditEvent {
  readonly v: 1
  readonly tenant: string
  /** When it happened: the server's clock, UTC. */
  readonly at: Date
  readonly ct?: ClusterPosition
  readonly clientTime?: ClientTime
  /** The catalog's event type, e.g. `clients.updated`. */
  readonly type: string
  readonly operation: Operation
  /** The catalog's place, e.g. `clients`, `trash.tickets`. */
  readonly place: string
  readonly category: string
  readonly severity: Severity
  readonly outcome: Outcome
  readonly reason?: string
  readonly actor: Actor
  /** The person's or company's account, as named then. */
  readonly account?: { readonly id?: StoredValue; readonly name?: string }
  readonly target?: Target
  /** The person the data is about. */
  readonly subject?: RecordReference
  /** At most 8: records whose history should show this event too. */
  readonly related?: readonly RecordReference[]
  readonly changes?: readonly Change[]
  readonly fidelity?: Fidelity
  readonly durability?: WriteDurability
  readonly details?: Readonly<Record<string, StoredValue>>
  readonly origin?: Origin
  readonly request?: RequestFacts
  readonly group?: GroupMembership
  /** Annotated paths of personal data that it touches; present also where it concerns all of them. */
  readonly personal?: readonly string[]
  /** The same of data of which an administrator sees not even the last value. */
  readonly sensitive?: readonly string[]
  /** What the target was called then, where that is personal data: its `name` is left out. */
  readonly personalName?: string
  /** As stored: commitments of the keys that its values of persons are encrypted under. */
  readonly sealed?: readonly string[]
  /** As read, never stored: what of it cannot be read any more, as names joined by dots. */
  readonly erased?: readonly string[]
}

/** Stands for a value that is stored encrypted, so that equal ones are found. */
export interface EqualityToken {
  /** Commitment of the key that the value is encrypted under: it goes with that key. */
  readonly k: string
  readonly t: string
}

/** The event as the store keeps it. */
export interface StoredEvent {
  /** A ULID: 26 characters of `0-9A-Z`. */
  readonly _id: string
  readonly e: AuditEvent
  /** Set at each send to the store, so that a replayed event is new to whoever scans. */
  readonly recordedAt: Date
  /** Key of (place, operation, actor type, outcome, severity) in the dictionary. */
  readonly fk: string
  /** Equality tokens of personal values; deleted at erasure. */
  readonly tk?: readonly EqualityToken[]
}

/** What readers get: the event's fields, and its id. */
export interface ReadEvent extends AuditEvent {
  readonly id: string
  readonly recordedAt: Date
  /** Its place in the order of the log; only where events are read in that order. */
  readonly sequence?: number
}

/**
 * What does capture hand to the recorder?
 *
 * Raw images and how they were obtained; which of it becomes an event, with which words, is the
 * recorder's business.
 */
import type {
  ClusterPosition,
  ClusterTimestamp,
  Fidelity,
  RecordReference,
  StoredRecord,
  StoredValue,
  WriteDurability,
} from '../event/event.ts'
import type { LinkMaker } from '../links/link-template.ts'
import type { WriteTransaction } from '../ports/store.ts'
import type { PersonalModel } from '../privacy/personal-data.ts'
import type { Safety } from '../ports/safety.ts'

/** How records of one model are told about: the plugin's options, checked. */
export interface AuditedModel {
  /** The model's name; with the plain driver, the collection's. */
  readonly type: string
  readonly place: string
  /** Whether a record is in the trash; absent where the model has no soft deletion. */
  readonly isInTrash?: (record: StoredRecord) => boolean
  /** Changes below these paths are not events. `*` stands for one segment. */
  readonly ignore: readonly (readonly string[])[]
  readonly nameOf: (record: StoredRecord) => string | undefined
  readonly organizationOf?: (record: StoredRecord) => string | undefined
  readonly subjectOf?: (record: StoredRecord) => RecordReference | undefined
  readonly relatedOf?: (record: StoredRecord) => readonly RecordReference[]
  /** Where in the application its records are. */
  readonly url?: LinkMaker
  /** How safely its events are kept, where it differs from the audit's own choice. */
  readonly safety?: Partial<Safety>
  /** Paths that hold ids of other records, whose names are recorded with a change. */
  readonly references?: readonly ReferencePath[]
  /** What is said of its personal data, and of its secrets. */
  readonly personal?: PersonalModel
}

/** A path that holds ids of other records, or a list of them. */
export interface ReferencePath {
  /** Without indexes of arrays; `*` stands for one segment. */
  readonly path: readonly string[]
  /** The model whose records' ids stand there. */
  readonly type: string
  /** Where its records have their name; without one, whatever that model is told about by. */
  readonly namePath?: string
}

/** Records whose names are asked for. */
export interface NameQuestion extends Pick<ReferencePath, 'type' | 'namePath'> {
  readonly ids: readonly StoredValue[]
}

/** Finds out what records are called now; whatever is not found is left out. May fail. */
export type NameLookup = (questions: readonly NameQuestion[]) => Promise<readonly RecordReference[]>

/** The models that live in one collection, told apart by their discriminator. */
export interface AuditedCollection {
  /** Every place its records may belong to, trash places included. */
  places(): readonly string[]
  /** Which model a record belongs to; undefined for one whose model was not plugged. */
  modelOf(record: StoredRecord): AuditedModel | undefined
  /** The model that stands for the collection when no record is at hand. */
  readonly root: AuditedModel
  /** All of them; `root` alone where this is missing. */
  models?(): readonly AuditedModel[]
}

/** One record that one call changed. */
export interface CapturedChange {
  readonly id: StoredValue
  /** Absent for a record that did not exist. */
  readonly before?: StoredRecord
  /** Absent for a record that no longer exists. */
  readonly after?: StoredRecord
  readonly fidelity: Fidelity
  readonly ct?: ClusterPosition
}

/** A call whose images could not be had: what was asked for, and what the database answered. */
export interface CapturedIntent {
  readonly operation: 'create' | 'update' | 'delete'
  /** Ids, where they are known. */
  readonly ids?: readonly StoredValue[]
  /** The condition that chose the records, as the application sent it. */
  readonly filter?: StoredValue
  /** Records changed, as far as the reply said. */
  readonly count?: number
  /** Why there are no images, in a word for operators: `no-images`, `unsupported`, `w0`, … */
  readonly because: string
  readonly ct?: ClusterPosition
}

/** What one call of the application did to one collection. */
export interface CapturedCall {
  readonly collection: AuditedCollection
  /** The driver's method, e.g. `updateMany`. */
  readonly method: string
  readonly changes: readonly CapturedChange[]
  readonly intent?: CapturedIntent
  readonly durability: WriteDurability
  /** Set where the events must share the fate of the caller's transaction. */
  readonly transaction?: WriteTransaction
  /** A client known to be connected, to reach the store by. */
  readonly connectedClient: unknown
  /** What `announce` gave for this write: its events take their ids from there. */
  readonly announced?: AnnouncedWrite
}

/** A write that is about to be sent, and how a later process finds out what became of it. */
export interface WriteIntent {
  readonly collection: AuditedCollection
  /** The driver's method, e.g. `updateOne`. */
  readonly method: string
  /** `<database>.<collection>`. */
  readonly namespace: string
  /** Logical session and number under which the server remembers the write. */
  readonly lsid: StoredValue
  readonly txnNumber: number | bigint
  /** Ids, where the call names them: for a deletion, an update by id, an insertion. */
  readonly ids?: readonly StoredValue[]
  /** Nothing else runs on the session until the write is closed: higher numbers are this call's too. */
  readonly exclusive?: boolean
  /** A time of the database before the write. */
  readonly after?: ClusterTimestamp
  readonly durability: WriteDurability
}

/** A write that was said before it was sent. */
export interface AnnouncedWrite {
  /**
   * Everything that was to be recorded of it is safe, or nothing was written. Never throws.
   * Whoever announces closes, on every path out.
   */
  close(): void
}

/** Several batches of one call that was too large for one: they share a group. */
export interface CallInParts {
  part(call: CapturedCall): Promise<void>
  /** @param outcome - `failure` when the call threw after some parts. */
  end(outcome: 'success' | 'failure'): Promise<void>
}

/** The recorder's door for capture. */
export interface CaptureSink {
  /** Whether any event of this collection would be recorded now; capture costs nothing if not. */
  wants(collection: AuditedCollection): boolean | Promise<boolean>
  /**
   * How safely events of this collection are to be kept: the strictest of what its models ask.
   * @throws AuditError `AUDIT_CRITICAL_UNSAFE` if that is `critical` and cannot be promised here:
   * the write must not be sent.
   */
  safetyOf(collection: AuditedCollection): Safety
  /**
   * Says a write before it is sent, so that a crash between it and its event can be repaired.
   * Undefined where nothing is kept on this machine's disk. Never throws.
   */
  announce(intent: WriteIntent): AnnouncedWrite | undefined | Promise<AnnouncedWrite | undefined>
  /** Resolves when the events are as safe as their class promises. */
  accept(call: CapturedCall): Promise<void>
  /** For calls larger than one batch. */
  begin(method: string, transaction?: WriteTransaction): CallInParts
}

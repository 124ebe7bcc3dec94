/**
 * What is recorded, and in how much detail?
 *
 * Only the shapes; what a policy means for one event is in `effective.ts`, how it is read,
 * changed and audited in `policy-service.ts`.
 */
import type { Change, StoredEvent } from '../event/event.ts'

/** What an administrator, or the code, decided for one place. Operations not named follow `on`. */
export interface PlaceSetting {
  readonly on: boolean
  readonly operations?: Readonly<Record<string, boolean>>
}

/** Names of changed fields only, or their values too, for records that are about a person. */
export type ClientMode = 'summary' | 'full'

/** One saved version. Versions are never changed; the newest is in force. */
export interface PolicyVersion {
  readonly tenant: string
  /** From 1; 0 stands for "never saved". */
  readonly version: number
  readonly places: Readonly<Record<string, PlaceSetting>>
  readonly clientMode: ClientMode
  /** The mode of single places, where it is another one. */
  readonly clientModes?: Readonly<Record<string, ClientMode>>
  /** Whether an administrator sees a personal field's last value, or a masked one. */
  readonly showLastValue: boolean
  readonly changedAt: Date
}

/** What an administrator sends. What is left out stays as it is. */
export interface PolicyChange {
  /** Each place named here gets exactly this setting; what it had before is not merged in. */
  readonly places?: Readonly<Record<string, PlaceSetting>>
  readonly clientMode?: ClientMode
  /** Of single places; null for the mode that counts for all. Places not named stay as they are. */
  readonly clientModes?: Readonly<Record<string, ClientMode | null>>
  readonly showLastValue?: boolean
  /** Why, in words; kept with the event. At most 1,000 characters. */
  readonly reason?: string
}

/** When a place was audited: closed and open spans, oldest first. */
export interface AuditedSpan {
  readonly from: Date
  /** Absent while it still is. */
  readonly to?: Date
}

/** One place as an administrator sees it. */
export interface EffectivePlace {
  readonly place: string
  /** At least one of its operations is recorded. */
  readonly on: boolean
  readonly mandatory: boolean
  readonly operations: Readonly<Record<string, boolean>>
  /** Who decided: the catalog's default, `createAudit({ places })`, an administrator, the plugged model. */
  readonly by: 'catalog' | 'code' | 'administrator' | 'model'
  readonly audited: readonly AuditedSpan[]
}

/** The policy in force, with every place that exists. */
export interface PolicyView {
  readonly version: number
  readonly clientMode: ClientMode
  /** Of single places, where it is another one. */
  readonly clientModes: Readonly<Record<string, ClientMode>>
  readonly showLastValue: boolean
  readonly places: readonly EffectivePlace[]
  readonly changedAt?: Date
}

/** What a change would lead to. */
export interface PolicyPreview {
  /** In the words of the event that it would leave; empty if nothing would change. */
  readonly changes: readonly Change[]
  readonly clientMode: ClientMode
  /** Of single places, where it is another one. */
  readonly clientModes: Readonly<Record<string, ClientMode>>
  readonly showLastValue: boolean
  readonly places: readonly Omit<EffectivePlace, 'audited'>[]
}

/** Where policies are kept. */
export interface PolicyStore {
  /**
   * The newest versions of a tenant, oldest first.
   *
   * @param atMost - 1 to 1,000, default 1,000. A store that ignores it answers the same, slower.
   */
  policyVersions(tenant: string, atMost?: number): Promise<readonly PolicyVersion[]>
  /**
   * Saves a version together with its event: both or neither.
   * @throws AuditError `AUDIT_CONFIG_CONFLICT` if that version exists already.
   */
  savePolicy(next: PolicyVersion, events: readonly StoredEvent[]): Promise<void>
}

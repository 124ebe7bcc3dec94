/** What the configuration doors can ask of the policy. */
import type { PolicyChange, PolicyPreview, PolicyView } from './policy.ts'

/** What is recorded, and the one way to change it. */
export interface PolicyService {
  /** Whether this place and operation are recorded now. Loads the policy when it is not yet known. */
  isRecorded(tenant: string, place: string, operation: string): Promise<boolean>
  /** The same from what is already known, without waiting; undefined when not loaded yet. */
  tryIsRecorded(tenant: string, place: string, operation: string): boolean | undefined
  /** Whether records of this place keep names of changed fields only. */
  tryClientMode(tenant: string, place?: string): 'summary' | 'full' | undefined
  view(tenant: string): Promise<PolicyView>
  /**
   * What a change would make of the policy; nothing is saved.
   *
   * @throws AuditError as `change`, but for the conflict.
   */
  preview(tenant: string, change: PolicyChange): Promise<PolicyPreview>
  /**
   * Changes the policy and records the change, with before and after, in one step.
   *
   * @throws AuditError `AUDIT_PLACE_UNKNOWN`, `AUDIT_PLACE_MANDATORY`, `AUDIT_POLICY_INVALID`,
   * `AUDIT_CONFIG_CONFLICT` if `expectedVersion` is no longer the newest.
   */
  change(tenant: string, change: PolicyChange, expectedVersion: number): Promise<PolicyView>
}

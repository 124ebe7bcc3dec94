/**
 * Which policy is in force for a tenant, and how is it changed?
 *
 * Keeps what it read for two seconds and then reads again beside the work, so that a write never
 * waits for the policy of a tenant that is known. What a policy means is in `effective.ts`, what a
 * change makes of it in `policy-change.ts`.
 */
import type { Catalog } from '../catalog/definition.ts'
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import type { Change, StoredEvent } from '../event/event.ts'
import type { Clock, Logger } from '../environment/environment.ts'
import { auditedSpans } from './audited-spans.ts'
import { codeSettings } from './code-places.ts'
import type { CodePlaces } from './code-places.ts'
import { isOperationRecorded, placeState, placeStates } from './effective.ts'
import type { PlaceState } from './effective.ts'
import { clientModeOf } from './client-modes.ts'
import { createPolicyCache } from './policy-cache.ts'
import { DEFAULT_POLICY, parsePolicyChange, tryPolicyStep } from './policy-change.ts'
import type { PolicyService } from './policy-service-port.ts'
import type { EffectivePlace, PolicyStore, PolicyVersion, PolicyView } from './policy.ts'

/** Makes the event of a change, without storing it: it is saved together with the version. */
export type SealPolicyChange = (
  type: 'audit.configuration.updated',
  facts: {
    readonly tenant: string
    readonly changes: readonly Change[]
    readonly details: { readonly version: number }
    readonly reason?: string
  },
) => Promise<StoredEvent>

/** What a policy service works with. */
export interface PolicyServiceOptions {
  readonly store: PolicyStore
  readonly catalog: Catalog
  /** What `createAudit({ places })` says. */
  readonly places?: CodePlaces | undefined
  readonly clock: Clock
  readonly sealChange: SealPolicyChange
  /**
   * When a place's oldest event happened, if it has one. Without it, a place that is on by default
   * counts as audited since this process first knew it, which is true but later than need be.
   */
  readonly firstRecordedAt?: (tenant: string, place: string) => Promise<Date | undefined>
  /** Told when the policy cannot be read again; the last known one stays in force. */
  readonly logger?: Logger | undefined
}

/** The policy service, and what only the composition root asks of it. */
export interface PolicyServiceWithStartUp extends PolicyService {
  /** Places that the code names and that no catalog or plugged model has brought so far. */
  pendingPlaces(): readonly string[]
  /**
   * Every place's state from what is known without waiting: code and catalog alone until the
   * tenant's policy was loaded. For the line that start-up logs.
   */
  knownStates(tenant: string): readonly PlaceState[]
  /** Whether an administrator of the tenant sees the last value of personal data. */
  showsLastValue(tenant: string): Promise<boolean>
}

const OPTION_KEYS = [
  'store',
  'catalog',
  'places',
  'clock',
  'sealChange',
  'firstRecordedAt',
  'logger',
] as const

/**
 * Makes the policy service of one audit.
 *
 * @throws {@link AuditError} `AUDIT_PLACE_UNKNOWN`, `AUDIT_PLACE_MANDATORY` or
 * `AUDIT_OPTION_INVALID` if `places` is wrong.
 */
export function createPolicyService(options: PolicyServiceOptions): PolicyServiceWithStartUp {
  checkOptions('createPolicyService', options, OPTION_KEYS)
  const { store, catalog, places, clock, sealChange, firstRecordedAt, logger } = options
  const code = codeSettings(places, catalog)
  const inputs = { catalog, code }
  const cache = createPolicyCache({ store, clock, logger })
  const startedAt = clock.now()
  const firstKnown = new Map([...catalog.places.keys()].map((place) => [place, startedAt]))

  const noteKnown = (place: string): void => {
    if (!firstKnown.has(place)) firstKnown.set(place, clock.now())
  }
  const tryIsRecorded = (tenant: string, place: string, operation: string): boolean | undefined => {
    noteKnown(place)
    const known = cache.tryGet(tenant)
    // What no version can change is known before any is.
    const isDecided = isDecidedByCatalog(catalog, place, operation)
    if (known === undefined && !isDecided) return undefined
    return isOperationRecorded(place, operation, { ...inputs, version: known?.version })
  }
  const knownSince = async (tenant: string, place: string): Promise<Date> => {
    noteKnown(place)
    const known = firstKnown.get(place) ?? startedAt
    const recorded = await firstRecordedAt?.(tenant, place)
    return recorded !== undefined && recorded < known ? recorded : known
  }
  const viewOf = async (
    tenant: string,
    versions: readonly PolicyVersion[],
  ): Promise<PolicyView> => {
    const version = versions.at(-1)
    const audited = async (place: string): Promise<EffectivePlace> => ({
      ...placeState(place, { ...inputs, version }),
      audited: auditedSpans(place, {
        inputs,
        versions,
        knownSince: await knownSince(tenant, place),
      }),
    })
    const all = await Promise.all([...catalog.places.keys()].map(audited))
    const { clientMode, showLastValue } = version ?? DEFAULT_POLICY
    const view = {
      version: version?.version ?? 0,
      clientMode,
      clientModes: { ...version?.clientModes },
      showLastValue,
      places: all,
    }
    return version === undefined ? view : { ...view, changedAt: version.changedAt }
  }

  return {
    tryIsRecorded,
    async isRecorded(tenant, place, operation) {
      noteKnown(place)
      // Loaded also where the answer is known without: who asks once for a place goes on with
      // `tryIsRecorded` for the tenant's others.
      if (cache.tryGet(tenant) === undefined) {
        try {
          await cache.load(tenant)
        } catch (error) {
          if (!isDecidedByCatalog(catalog, place, operation)) throw error
        }
      }
      const version = cache.tryGet(tenant)?.version
      return isOperationRecorded(place, operation, { ...inputs, version })
    },
    tryClientMode(tenant, place) {
      const known = cache.tryGet(tenant)
      if (known === undefined) return undefined
      return clientModeOf(known.version, place)
    },
    async showsLastValue(tenant) {
      try {
        if (cache.tryGet(tenant) === undefined) await cache.load(tenant)
      } catch {
        // Whoever cannot ask what may be shown shows nothing.
        return false
      }
      return (cache.tryGet(tenant)?.version ?? DEFAULT_POLICY).showLastValue
    },
    async view(tenant) {
      return viewOf(tenant, await store.policyVersions(tenant))
    },
    async preview(tenant, change) {
      const parsed = parsePolicyChange(change, catalog)
      const [version] = (await store.policyVersions(tenant, 1)).slice(-1)
      const step = tryPolicyStep(parsed, { ...inputs, version }, { tenant, now: clock.now() })
      const next = step?.next ?? version
      const { clientMode, showLastValue } = next ?? DEFAULT_POLICY
      const places = placeStates({ ...inputs, version: next })
      return {
        changes: step?.changes ?? [],
        clientMode,
        clientModes: { ...next?.clientModes },
        showLastValue,
        places,
      }
    },
    async change(tenant, change, expectedVersion) {
      const parsed = parsePolicyChange(change, catalog)
      const versions = await store.policyVersions(tenant)
      const version = versions.at(-1)
      assertNewest(version, expectedVersion)
      const step = tryPolicyStep(parsed, { ...inputs, version }, { tenant, now: clock.now() })
      if (step === undefined) return viewOf(tenant, versions)
      const { next, changes } = step
      const event = await sealChange('audit.configuration.updated', {
        tenant,
        changes,
        details: { version: next.version },
        ...(parsed.reason !== undefined && { reason: parsed.reason }),
      })
      await store.savePolicy(next, [event])
      cache.put(tenant, next)
      return viewOf(tenant, [...versions, next])
    },
    pendingPlaces: () => [...code.keys()].filter((place) => !catalog.places.has(place)),
    knownStates: (tenant) => placeStates({ ...inputs, version: cache.tryGet(tenant)?.version }),
  }
}

function isDecidedByCatalog(catalog: Catalog, place: string, operation: string): boolean {
  if (!catalog.isCatalogPlace(place)) return false
  const definition = catalog.places.get(place)
  return definition?.mandatory === true || definition?.operations.includes(operation) === false
}

function assertNewest(version: PolicyVersion | undefined, expectedVersion: number): void {
  const newest = version?.version ?? 0
  if (newest === expectedVersion) return
  throw new AuditError(
    'AUDIT_CONFIG_CONFLICT',
    `the policy is at version ${newest}, the change was made for version ${expectedVersion}`,
  )
}

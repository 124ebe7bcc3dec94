/**
 * Which policy version was the newest when somebody last looked?
 *
 * Bounded: ten thousand tenants do not stay in memory because each wrote once.
 */
import type { Clock, Logger } from '../environment/environment.ts'
import type { PolicyStore, PolicyVersion } from './policy.ts'

/** How old an answer may be before it is read again beside the work. */
export const MAX_POLICY_AGE_MS = 2_000

/** How many tenants' policies are kept; the one read longest ago goes first. */
export const MAX_CACHED_TENANTS = 1_000

/** `version` is absent for a tenant that is known to have none. */
export interface KnownPolicy {
  readonly version: PolicyVersion | undefined
}

export interface PolicyCache {
  /** What is known, without waiting; starts reading again if that is old. */
  tryGet(tenant: string): KnownPolicy | undefined
  /** Reads the newest version. Callers at the same time share one read. */
  load(tenant: string): Promise<PolicyVersion | undefined>
  /** Takes over a version that was saved here. */
  put(tenant: string, version: PolicyVersion): void
}

interface Entry extends KnownPolicy {
  /** When it was read, or reading it was last tried, in milliseconds since the epoch. */
  triedAtMs: number
}

export function createPolicyCache(options: {
  readonly store: PolicyStore
  readonly clock: Clock
  readonly logger: Logger | undefined
}): PolicyCache {
  const { store, clock, logger } = options
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<PolicyVersion | undefined>>()
  // A read that began before a version was saved here must not bring the older one back.
  let saves = 0

  const keep = (tenant: string, version: PolicyVersion | undefined): void => {
    // Deleted first, so that the map's order is the order of reading.
    entries.delete(tenant)
    entries.set(tenant, { version, triedAtMs: clock.now().getTime() })
    if (entries.size <= MAX_CACHED_TENANTS) return
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      break
    }
  }
  const read = async (tenant: string): Promise<PolicyVersion | undefined> => {
    const savesBefore = saves
    const versions = await store.policyVersions(tenant, 1)
    const known = entries.get(tenant)
    if (saves !== savesBefore && known !== undefined) return known.version
    const newest = versions.at(-1)
    keep(tenant, newest)
    return newest
  }
  const load = (tenant: string): Promise<PolicyVersion | undefined> => {
    const running = loading.get(tenant)
    if (running !== undefined) return running
    const started = read(tenant).finally(() => loading.delete(tenant))
    loading.set(tenant, started)
    return started
  }
  let isTroubleSaid = false
  const loadBeside = async (tenant: string): Promise<void> => {
    try {
      await load(tenant)
      isTroubleSaid = false
    } catch {
      // Said once per outage, and not every two seconds of it.
      if (isTroubleSaid) return
      isTroubleSaid = true
      logger?.warn('The audit policy could not be read again; the last known one stays in force')
    }
  }

  return {
    tryGet(tenant) {
      const entry = entries.get(tenant)
      if (entry === undefined) return undefined
      const nowMs = clock.now().getTime()
      // Either way round: a clock set back must not make an answer last for hours.
      if (Math.abs(nowMs - entry.triedAtMs) > MAX_POLICY_AGE_MS) {
        entry.triedAtMs = nowMs
        void loadBeside(tenant)
      }
      return entry
    },
    load,
    put(tenant, version) {
      saves += 1
      keep(tenant, version)
    },
  }
}

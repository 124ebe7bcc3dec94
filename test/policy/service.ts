/** A policy service on a store in memory, with a clock that only moves when told. */
import { createCatalog, createMemoryStore, createPolicyService, sealEvent } from '@rastro/core'
import type {
  Catalog,
  CatalogDefinition,
  CodePlaces,
  EventStore,
  PolicyServiceOptions,
  PolicyServiceWithStartUp,
} from '@rastro/core'

export const START = new Date('2026-03-31T12:00:00.000Z')

/** Two places that start off, one that cannot be off. */
export const shop: CatalogDefinition = {
  name: 'shop',
  places: {
    orders: { label: { en: 'Orders' }, operations: ['create', 'update', 'export'] },
    refunds: { label: { en: 'Refunds' }, operations: ['create', 'delete'] },
    staff: { label: { en: 'Staff' }, operations: ['update', 'delete'], mandatory: true },
  },
}

export interface TestClock {
  now(): Date
  move(ms: number): void
}

export function createTestClock(): TestClock {
  let nowMs = START.getTime()
  return {
    now: () => new Date(nowMs),
    move(ms) {
      nowMs += ms
    },
  }
}

export interface TestPolicy {
  readonly service: PolicyServiceWithStartUp
  readonly store: EventStore
  readonly clock: TestClock
  readonly catalog: Catalog
}

export function createTestPolicy(
  options: Partial<PolicyServiceOptions> & { readonly places?: CodePlaces } = {},
): TestPolicy {
  const clock = createTestClock()
  const catalog = options.catalog ?? createCatalog([shop])
  const store = createMemoryStore()
  let events = 0
  const service = createPolicyService({
    store,
    catalog,
    clock,
    sealChange: async (type, { tenant, changes, details, reason }) => {
      events += 1
      const event = {
        v: 1 as const,
        tenant,
        at: clock.now(),
        type,
        operation: 'update',
        place: 'audit.configuration',
        category: 'audit',
        severity: 'warning' as const,
        outcome: 'success' as const,
        actor: { type: 'agent', name: 'Ana Souza' },
        changes,
        details,
        ...(reason !== undefined && { reason }),
      }
      return sealEvent(event, { id: String(events).padStart(26, '0'), now: clock.now() })
    },
    ...options,
  })
  return { service, store, clock, catalog }
}

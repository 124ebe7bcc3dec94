import { describe, expect, it } from '@jest/globals'
import { AuditError, createMemoryStore } from '@rastro/core'
import type { PolicyChange, PolicyVersion, StoredEvent } from '@rastro/core'
import { START, createTestPolicy } from './service.js'
import type { TestPolicy } from './service.js'

const TENANT = 'default'

async function changesOf({ store }: TestPolicy): Promise<readonly StoredEvent[]> {
  return store.findByTime({ filter: { tenant: TENANT }, order: 'oldest', limit: 100 })
}

/** Lets work beside the caller come to its end: it has only promises to wait for. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve()
}

describe('H7: changing the policy', () => {
  it('records the change with before and after, and only what changed', async () => {
    const policy = createTestPolicy()
    const change = {
      places: { orders: { on: true, operations: { export: false } }, refunds: { on: false } },
      clientMode: 'summary',
      reason: 'data protection review',
    } as const
    await policy.service.change(TENANT, change, 0)
    const [event] = await changesOf(policy)
    expect(event?.e).toMatchObject({
      type: 'audit.configuration.updated',
      reason: 'data protection review',
      details: { version: 1 },
      changes: [
        { path: ['places', 'orders', 'on'], op: 'replace', before: false, after: true },
        { path: ['places', 'orders', 'operations', 'export'], op: 'add', after: false },
        { path: ['clientMode'], op: 'replace', before: 'full', after: 'summary' },
      ],
    })
  })

  it('tells a single operation that is switched in a place that stays on', async () => {
    const policy = createTestPolicy({ places: { orders: true } })
    const change = { places: { orders: { on: true, operations: { update: false } } } }
    await policy.service.change(TENANT, change, 0)
    const [event] = await changesOf(policy)
    expect(event?.e.changes).toEqual([
      {
        path: ['places', 'orders', 'operations', 'update'],
        op: 'replace',
        before: true,
        after: false,
      },
    ])
  })

  it('answers with the policy that is now in force', async () => {
    const { service, clock } = createTestPolicy()
    clock.move(60_000)
    const view = await service.change(TENANT, { places: { orders: { on: true } } }, 0)
    expect(view).toMatchObject({ version: 1, clientMode: 'full', showLastValue: true })
    expect(view.places.find(({ place }) => place === 'orders')).toEqual({
      place: 'orders',
      on: true,
      mandatory: false,
      operations: { create: true, update: true, export: true },
      by: 'administrator',
      audited: [{ from: new Date(START.getTime() + 60_000) }],
    })
    expect(await service.view(TENANT)).toEqual(view)
  })

  it('is in force at once, in the process that changed it', async () => {
    const { service } = createTestPolicy()
    expect(await service.isRecorded(TENANT, 'orders', 'create')).toBe(false)
    await service.change(TENANT, { places: { orders: { on: true } }, clientMode: 'summary' }, 0)
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(true)
    expect(service.tryClientMode(TENANT)).toBe('summary')
  })

  it('saves no version and no event for a change that changes nothing', async () => {
    const policy = createTestPolicy({ places: { orders: true } })
    const change = {
      places: { orders: { on: true }, staff: { on: true } },
      clientMode: 'full',
    } as const
    const view = await policy.service.change(TENANT, change, 0)
    expect(view.version).toBe(0)
    expect(await policy.store.policyVersions(TENANT)).toEqual([])
    expect(await changesOf(policy)).toEqual([])
  })

  it('leaves to code and catalog what a page sent back untouched', async () => {
    const policy = createTestPolicy({ places: { orders: true } })
    const places = { orders: { on: true }, refunds: { on: true } }
    const view = await policy.service.change(TENANT, { places }, 0)
    const by = Object.fromEntries(view.places.map((place) => [place.place, place.by]))
    expect(by).toMatchObject({ orders: 'code', refunds: 'administrator' })
  })

  it('keeps what earlier versions decided', async () => {
    const { service } = createTestPolicy()
    await service.change(TENANT, { places: { orders: { on: true } } }, 0)
    const view = await service.change(TENANT, { showLastValue: false }, 1)
    expect(view).toMatchObject({ version: 2, showLastValue: false })
    expect(view.places.find(({ place }) => place === 'orders')?.on).toBe(true)
  })

  it('gives one tenant nothing of what another decided', async () => {
    const { service } = createTestPolicy()
    await service.change('first', { places: { orders: { on: true } } }, 0)
    expect(await service.isRecorded('first', 'orders', 'create')).toBe(true)
    expect(await service.isRecorded('second', 'orders', 'create')).toBe(false)
  })

  it('is never dated before the version that it follows', async () => {
    const { service, clock } = createTestPolicy()
    await service.change(TENANT, { clientMode: 'summary' }, 0)
    clock.move(-3_600_000)
    const view = await service.change(TENANT, { clientMode: 'full' }, 1)
    expect(view.changedAt).toEqual(START)
  })
})

describe('two administrators at the same time', () => {
  it('the second is refused where the first had saved already', async () => {
    const { service } = createTestPolicy()
    await service.change(TENANT, { clientMode: 'summary' }, 0)
    await expect(service.change(TENANT, { showLastValue: false }, 0)).rejects.toMatchObject({
      code: 'AUDIT_CONFIG_CONFLICT',
    })
  })

  it('only one wins when both save at the same moment, and only one event is there', async () => {
    const policy = createTestPolicy()
    const results = await Promise.allSettled([
      policy.service.change(TENANT, { clientMode: 'summary' }, 0),
      policy.service.change(TENANT, { showLastValue: false }, 0),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await changesOf(policy)).toHaveLength(1)
  })
})

describe('a change that is wrong', () => {
  const longName = 'x'.repeat(10_000)
  const wrong: readonly (readonly [unknown, string, string | undefined, string])[] = [
    [{ places: { order: { on: true } } }, 'AUDIT_PLACE_UNKNOWN', 'places.order', "mean 'orders'?"],
    [{ places: { staff: { on: false } } }, 'AUDIT_PLACE_MANDATORY', 'places.staff', 'is mandatory'],
    [
      { places: { staff: { on: true, operations: { delete: false } } } },
      'AUDIT_PLACE_MANDATORY',
      'places.staff',
      'is mandatory',
    ],
    [
      { places: { 'audit.configuration': { on: false } } },
      'AUDIT_PLACE_MANDATORY',
      'places.audit.configuration',
      'is mandatory',
    ],
    [
      { places: { orders: { on: true, operations: { exprot: true } } } },
      'AUDIT_POLICY_INVALID',
      'places.orders.operations.exprot',
      "mean 'export'?",
    ],
    [{ places: { orders: true } }, 'AUDIT_POLICY_INVALID', 'places.orders', 'must be an object'],
    [{ places: { orders: {} } }, 'AUDIT_POLICY_INVALID', 'places.orders.on', 'true or false'],
    [{ places: { orders: { on: 1 } } }, 'AUDIT_POLICY_INVALID', 'places.orders.on', 'got a number'],
    [{ place: {} }, 'AUDIT_POLICY_INVALID', 'place', "did you mean 'places'?"],
    [{ clientMode: 'ful' }, 'AUDIT_POLICY_INVALID', 'clientMode', "'summary' or 'full'"],
    [{ showLastValue: 'yes' }, 'AUDIT_POLICY_INVALID', 'showLastValue', 'true or false'],
    [{ reason: 'x'.repeat(1_001) }, 'AUDIT_POLICY_INVALID', 'reason', '1000 characters'],
    [
      JSON.parse('{"places":{"__proto__":{"on":true}}}'),
      'AUDIT_PLACE_UNKNOWN',
      'places.__proto__',
      '',
    ],
    [{ places: { [longName]: { on: true } } }, 'AUDIT_PLACE_UNKNOWN', undefined, '…'],
    [[], 'AUDIT_POLICY_INVALID', undefined, 'got an array'],
    [null, 'AUDIT_POLICY_INVALID', undefined, 'got null'],
  ]
  for (const [change, code, field, message] of wrong) {
    it(`is refused: ${JSON.stringify(change).slice(0, 80)}`, async () => {
      const policy = createTestPolicy()
      const error: unknown = await policy.service
        .change(TENANT, change as PolicyChange, 0)
        .catch((reason: unknown) => reason)
      expect(AuditError.is(error) && error.code).toBe(code)
      expect(error).toMatchObject({ message: expect.stringContaining(message) })
      if (field !== undefined) expect(error).toMatchObject({ field })
      expect(String(error).length).toBeLessThan(1_000)
      expect(await policy.store.policyVersions(TENANT)).toEqual([])
    })
  }
})

describe('asking whether something is recorded', () => {
  it('has no answer without waiting until the policy was loaded once', async () => {
    const { service } = createTestPolicy()
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBeUndefined()
    expect(service.tryClientMode(TENANT)).toBeUndefined()
    await service.isRecorded(TENANT, 'orders', 'create')
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(false)
    expect(service.tryClientMode(TENANT)).toBe('full')
  })

  it('has an answer at once for what no administrator can change', () => {
    const { service } = createTestPolicy()
    expect(service.tryIsRecorded(TENANT, 'staff', 'delete')).toBe(true)
    expect(service.tryIsRecorded(TENANT, 'orders', 'delete')).toBe(false)
  })

  it('loads the whole policy whatever place it is asked for', async () => {
    const { service } = createTestPolicy()
    await service.isRecorded(TENANT, 'staff', 'delete')
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(false)
  })

  it('reads the store once for callers at the same time', async () => {
    const store = createMemoryStore()
    let reads = 0
    const counting = {
      ...store,
      policyVersions: async (tenant: string) => {
        reads += 1
        return store.policyVersions(tenant)
      },
    }
    const { service } = createTestPolicy({ store: counting })
    const asks = ['create', 'update', 'export'].map((op) =>
      service.isRecorded(TENANT, 'orders', op),
    )
    await Promise.all(asks)
    expect(reads).toBe(1)
  })

  it('fails with the store when nothing is known yet, except for a mandatory place', async () => {
    const store = { ...createMemoryStore(), policyVersions: unavailable }
    const { service } = createTestPolicy({ store })
    await expect(service.isRecorded(TENANT, 'orders', 'create')).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    expect(await service.isRecorded(TENANT, 'staff', 'update')).toBe(true)
  })
})

describe('a policy that another process changed', () => {
  const orders: PolicyVersion = {
    tenant: TENANT,
    version: 1,
    places: { orders: { on: true } },
    clientMode: 'full',
    showLastValue: true,
    changedAt: START,
  }

  it('is noticed after two seconds, without making anybody wait', async () => {
    const { service, store, clock } = createTestPolicy()
    await service.isRecorded(TENANT, 'orders', 'create')
    await store.savePolicy(orders, [])
    clock.move(2_000)
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(false)
    await settle()
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(false)
    clock.move(1)
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(false)
    await settle()
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(true)
  })

  it('is noticed also when the clock was set back', async () => {
    const { service, store, clock } = createTestPolicy()
    await service.isRecorded(TENANT, 'orders', 'create')
    await store.savePolicy(orders, [])
    clock.move(-3_600_000)
    service.tryIsRecorded(TENANT, 'orders', 'create')
    await settle()
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(true)
  })

  it('cannot come back as it was before a change that was made meanwhile', async () => {
    const store = createMemoryStore()
    const held: (() => void)[] = []
    let isHolding = false
    const slow = {
      ...store,
      policyVersions: async (tenant: string) => {
        const versions = await store.policyVersions(tenant)
        if (isHolding) await new Promise<void>((resolve) => held.push(resolve))
        return versions
      },
    }
    const { service, clock } = createTestPolicy({ store: slow })
    await service.isRecorded(TENANT, 'orders', 'create')
    clock.move(5_000)
    isHolding = true
    service.tryIsRecorded(TENANT, 'orders', 'create')
    await settle()
    isHolding = false
    await service.change(TENANT, { places: { orders: { on: true } } }, 0)
    for (const release of held) release()
    await settle()
    expect(held).toHaveLength(1)
    expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(true)
  })

  it('stays as last known while the store is down, and the operator is told once', async () => {
    const store = createMemoryStore()
    let isDown = false
    const shaky = {
      ...store,
      policyVersions: (tenant: string) => (isDown ? unavailable() : store.policyVersions(tenant)),
    }
    const warnings: string[] = []
    const logger = { info: () => {}, warn: (message: string) => void warnings.push(message) }
    const { service, clock } = createTestPolicy({ store: shaky, logger, places: { orders: true } })
    await service.isRecorded(TENANT, 'orders', 'create')
    isDown = true
    for (let turn = 0; turn < 3; turn += 1) {
      clock.move(5_000)
      expect(service.tryIsRecorded(TENANT, 'orders', 'create')).toBe(true)
      await settle()
    }
    expect(warnings).toEqual([
      'The audit policy could not be read again; the last known one stays in force',
    ])
  })
})

describe('ten thousand tenants', () => {
  it('do not stay in memory because each wrote once, and the busy one stays', async () => {
    const { service, clock } = createTestPolicy()
    await service.isRecorded('busy', 'orders', 'create')
    await service.isRecorded('quiet', 'orders', 'create')
    for (let n = 0; n < 999; n += 1) {
      await service.isRecorded(`tenant-${n}`, 'orders', 'create')
      if (n !== 500) continue
      clock.move(5_000)
      service.tryIsRecorded('busy', 'orders', 'create')
      await settle()
    }
    expect(service.tryIsRecorded('quiet', 'orders', 'create')).toBeUndefined()
    expect(service.tryIsRecorded('busy', 'orders', 'create')).toBe(false)
  })
})

describe('H8: a policy as an administrator sees it', () => {
  it('dates a place that is on by default from its oldest event, where it has one', async () => {
    const oldest = new Date('2026-01-05T08:00:00Z')
    const { service, catalog } = createTestPolicy({
      firstRecordedAt: async (_tenant, place) => (place === 'parcels' ? oldest : undefined),
    })
    catalog.declarePlace('parcels', { operations: ['create'] })
    const { places } = await service.view(TENANT)
    const since = Object.fromEntries(places.map(({ place, audited }) => [place, audited]))
    expect(since['parcels']).toEqual([{ from: oldest }])
    expect(since['staff']).toEqual([{ from: START }])
    expect(since['orders']).toEqual([])
  })

  it('dates a model that was plugged later from when it was first heard of', async () => {
    const { service, catalog, clock } = createTestPolicy()
    clock.move(60_000)
    catalog.declarePlace('parcels', { operations: ['create'] })
    await service.isRecorded(TENANT, 'parcels', 'create')
    clock.move(60_000)
    const { places } = await service.view(TENANT)
    expect(places.find(({ place }) => place === 'parcels')?.audited).toEqual([
      { from: new Date(START.getTime() + 60_000) },
    ])
  })
})

describe('places that the code names before their model is plugged', () => {
  it('are pending, and count as soon as they are there', async () => {
    const { service, catalog } = createTestPolicy({ places: { parcels: false, orders: true } })
    expect(service.pendingPlaces()).toEqual(['parcels'])
    catalog.declarePlace('parcels', { operations: ['create'] })
    expect(service.pendingPlaces()).toEqual([])
    expect(await service.isRecorded(TENANT, 'parcels', 'create')).toBe(false)
  })

  it('stand in what is known at start-up, before the store was asked', () => {
    const { service } = createTestPolicy({ places: { orders: true } })
    const on = service.knownStates(TENANT).filter((state) => state.on)
    // The audit's own places are on whatever the code says.
    const others = on.filter(({ place }) => !place.startsWith('audit.'))
    expect(others.map(({ place }) => place)).toEqual(['sessions', 'orders', 'staff'])
  })
})

async function unavailable(): Promise<never> {
  throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'the store cannot be reached')
}

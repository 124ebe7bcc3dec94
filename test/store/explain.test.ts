import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventFilter, FindByTime } from '@rastro/core'
import { AUDIT_INDEXES } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { createExplainer } from './explained-store.ts'
import type { Explain, Plan } from './explained-store.ts'
import { idOf, instantOf, manyEvents } from './many-events.ts'

let database: TestDatabase
let explain: Explain
const tenant = 'busy'

beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
  const explainer = createExplainer(database.client, database.db)
  explain = explainer.explain
  await explainer.store.append([...manyEvents(tenant), ...manyEvents('another')])
  // The first reading of a tenant compares the dictionary with the events, once.
  await explainer.store.seen(tenant)
})
afterAll(() => database.close())

const agent = idOf('Agent', 3).toHexString()
const ticket = { type: 'Ticket', id: idOf('Ticket', 6).toHexString() }
const client = { type: 'Client', id: idOf('Client', 5).toHexString() }

const ACTOR = ['by_actor_email', 'by_actor_id', 'by_actor_name']
const RECORD = ['by_related_id', 'by_target_id']
const CONCERNED = [
  'by_related_id',
  'by_related_name',
  'by_subject_id',
  'by_subject_name',
  'by_target_id',
  'by_target_name',
]

interface Case {
  readonly claim: string
  readonly filter: Omit<EventFilter, 'tenant'>
  readonly uses: readonly string[]
}

const CASES: readonly Case[] = [
  { claim: 'no filter', filter: {}, uses: ['by_time'] },
  {
    claim: 'a period',
    filter: { from: instantOf(100), before: instantOf(200) },
    uses: ['by_time'],
  },
  { claim: 'a place', filter: { places: ['tickets'] }, uses: ['by_filter_key'] },
  { claim: 'an operation', filter: { operations: ['delete'] }, uses: ['by_filter_key'] },
  { claim: 'a named app', filter: { actorTypes: ['app:app 0'] }, uses: ['by_filter_key'] },
  { claim: 'an outcome', filter: { outcomes: ['failure'] }, uses: ['by_filter_key'] },
  { claim: 'a severity', filter: { severities: ['warning'] }, uses: ['by_filter_key'] },
  {
    claim: 'all five with few values',
    filter: {
      places: ['tickets', 'chats'],
      operations: ['update'],
      actorTypes: ['agent'],
      outcomes: ['success'],
      severities: ['info'],
    },
    uses: ['by_filter_key'],
  },
  {
    claim: 'a rare type among frequent ones of its filter key',
    filter: { types: ['tickets.escalated'] },
    uses: ['by_type'],
  },
  { claim: 'a category', filter: { categories: ['security'] }, uses: ['by_type'] },
  { claim: 'a user by id', filter: { users: [agent] }, uses: ACTOR },
  { claim: 'a user by name', filter: { users: ['Agent 3'] }, uses: ACTOR },
  { claim: 'a user by e-mail', filter: { users: ['agent3@example.com'] }, uses: ACTOR },
  { claim: 'several users', filter: { users: [agent, 'Agent 4'] }, uses: ACTOR },
  { claim: 'an agent', filter: { agents: ['Agent 3'] }, uses: ACTOR },
  { claim: 'a client by id', filter: { clients: [client.id] }, uses: [...ACTOR, ...CONCERNED] },
  { claim: 'a client by name', filter: { clients: ['Client 5'] }, uses: [...ACTOR, ...CONCERNED] },
  { claim: 'an address', filter: { ips: ['192.0.2.7'] }, uses: ['by_ip'] },
  {
    claim: 'an address that may be stored encrypted',
    filter: {
      ips: ['192.0.2.7'],
      tokens: { actors: new Map(), ips: new Map([['192.0.2.7', 'i-token']]) },
    },
    uses: ['by_ip', 'by_token'],
  },
  { claim: 'a record', filter: { target: ticket }, uses: RECORD },
  { claim: 'a record that others relate to', filter: { target: client }, uses: RECORD },
  {
    claim: 'a kind of record',
    filter: { target: { type: 'Organization' } },
    uses: ['by_filter_key'],
  },
  { claim: 'a group', filter: { group: 'g-1' }, uses: ['by_group'] },
  { claim: 'a scope on a record', filter: { scope: { target: ticket } }, uses: RECORD },
  {
    claim: 'a scope on a subject',
    filter: { scope: { subject: { id: idOf('Client', 4).toHexString() } } },
    uses: ['by_subject_id'],
  },
  {
    claim: 'a scope on an actor',
    filter: { scope: { actor: { email: 'agent3@example.com' } } },
    uses: ['by_actor_email'],
  },
]

function isExactly({ keysExamined, docsExamined, returned, stages }: Plan): void {
  // Each scan of a merge reads up to two keys ahead of what it returns; a record that only
  // relates is read twice, once in each of two conditions on one list.
  const scans = stages.filter((stage) => stage === 'IXSCAN').length
  expect(keysExamined).toBeLessThanOrEqual(returned + 2 * scans)
  expect(docsExamined).toBeLessThanOrEqual(2 * returned)
}

async function plansOf(request: Omit<FindByTime, 'filter'>, filter: object): Promise<Plan[]> {
  return explain((store) => store.findByTime({ ...request, filter: { tenant, ...filter } }))
}

describe('what is added up of a person or an address', () => {
  const views: readonly (readonly [string, object, readonly string[]])[] = [
    ['a person', { users: [agent], actorTypes: ['agent'] }, ACTOR],
    ['an address', { ips: ['192.0.2.7'] }, ['by_ip']],
    ['failed sign-ins', { operations: ['login-failed', 'block'] }, ['by_filter_key']],
  ]
  for (const [claim, filter, uses] of views) {
    it(`reads ${claim} in the order of an index, and no more than is there`, async () => {
      const period = { from: instantOf(100), before: instantOf(4_000) }
      const plans = await explain((store) =>
        store.findByTime({
          filter: { tenant, ...period, ...filter },
          order: 'newest',
          limit: 2_001,
          isShort: true,
        }),
      )
      for (const plan of plans) {
        expect(plan.indexes).toEqual([...uses].toSorted())
        expect(plan.stages).not.toContain('SORT')
        expect(plan.stages).not.toContain('COLLSCAN')
        isExactly(plan)
      }
    })
  }
})

describe('a page by time', () => {
  for (const { claim, filter, uses } of CASES) {
    for (const order of ['newest', 'oldest'] as const) {
      it(`of ${claim} reads only what it returns, in the order of its index: ${order}`, async () => {
        const [plan, ...others] = await plansOf({ order, limit: 50 }, filter)
        expect(others).toEqual([])
        expect(plan?.indexes).toEqual([...uses].toSorted())
        expect(plan?.stages).not.toContain('SORT')
        expect(plan?.stages).not.toContain('COLLSCAN')
        if (plan) isExactly(plan)
      })
    }

    it(`of ${claim} goes on in the middle without reading what came before`, async () => {
      const after = { at: instantOf(2_500), id: '0' }
      const plans = await plansOf({ order: 'newest', limit: 50, after }, filter)
      for (const plan of plans) {
        expect(plan.stages).not.toContain('SORT')
        isExactly(plan)
      }
    })
  }

  it('of a filter key and a person reads no more than the person’s events', async () => {
    const filter = { places: ['tickets'], users: ['agent3@example.com'] }
    const [plan] = await plansOf({ order: 'newest', limit: 50 }, filter)
    const [person] = await plansOf({ order: 'newest', limit: 500 }, { users: filter.users })
    expect(plan?.stages).not.toContain('SORT')
    expect(plan?.keysExamined).toBeLessThanOrEqual(person?.returned ?? 0)
  })

  it('of a filter key and an address reads no more than the address’s events', async () => {
    const filter = { places: ['tickets'], operations: ['delete'], ips: ['192.0.2.8'] }
    const [plan] = await plansOf({ order: 'newest', limit: 50 }, filter)
    expect(plan?.indexes).toEqual(['by_ip'])
    expect(plan?.keysExamined).toBeLessThanOrEqual(100)
  })

  it('of values that nobody saw asks the events nothing', async () => {
    expect(await plansOf({ order: 'newest', limit: 50 }, { places: ['nowhere'] })).toEqual([])
    expect(await plansOf({ order: 'newest', limit: 50 }, { types: ['no.such'] })).toEqual([])
  })

  it('passes over 1,000 members of a folded group without reading them', async () => {
    const request = { order: 'newest', limit: 50, withoutGroups: ['g-1'] } as const
    const plans = await plansOf({ ...request, after: { at: instantOf(3_010), id: 'Z' } }, {})
    const read = plans.map(({ docsExamined }) => docsExamined)
    expect(Math.max(...read)).toBeLessThanOrEqual(50)
  })

  it('of one record’s events without a database time does not read the others', async () => {
    const request = { order: 'oldest', limit: 50, clusterTime: 'absent' } as const
    const [plan] = await plansOf(request, { target: ticket })
    expect(plan).toMatchObject({ returned: 0, docsExamined: 0 })
  })
})

describe('a page of one record’s writes', () => {
  for (const [what, target] of Object.entries({ done: ticket, related: client })) {
    it(`reads only what it returns, in the order of its index: ${what}`, async () => {
      const filter = { tenant, target }
      const [plan] = await explain((store) =>
        store.findByRecord({ filter, order: 'newest', limit: 5 }),
      )
      expect(plan?.indexes).toEqual(['by_related_write', 'by_target_write'])
      expect(plan?.stages).not.toContain('SORT')
      expect(plan?.returned).toBe(5)
      if (plan) isExactly(plan)
    })

    it(`goes on in the middle: ${what}`, async () => {
      const filter = { tenant, target }
      const after = { t: 1_800_002_600, i: 1, n: 0, id: '0' }
      const [plan] = await explain((store) =>
        store.findByRecord({ filter, order: 'oldest', limit: 5, after }),
      )
      expect(plan?.stages).not.toContain('SORT')
      if (plan) isExactly(plan)
    })
  }
})

describe('the heads of groups', () => {
  it('are found without reading members', async () => {
    const [plan] = await explain((store) => store.heads(tenant, ['g-1', 'g-2']))
    expect(plan).toMatchObject({ indexes: ['by_group_position'], returned: 1, docsExamined: 1 })
  })
})

describe('the comparison of the dictionary with the events', () => {
  it('takes as many steps as there are keys, and not as there are events', async () => {
    const [plan, ...others] = await explain((store) => store.seen('another'))
    expect(others).toEqual([])
    expect(plan?.stages).toContain('DISTINCT_SCAN')
    expect(plan?.keysExamined).toBeLessThan(200)
    expect(plan?.docsExamined).toBe(0)
  })
})

describe('a count', () => {
  for (const { claim, filter } of CASES) {
    it(`of ${claim} reads no more keys than it counts`, async () => {
      const [plan] = await explain((store) => store.count({ tenant, ...filter }, 10_000))
      const scanned = plan?.stages.filter((stage) => stage === 'IXSCAN').length ?? 0
      // Between two keys of a list the scan looks once where the next begins.
      expect(plan?.keysExamined).toBeLessThanOrEqual((plan?.returned ?? 0) + 60 * scanned)
    })
  }
})

describe('the indexes', () => {
  it('all start with the tenant, but for the one that leads from an event to its number', () => {
    const others = AUDIT_INDEXES.filter(({ name }) => name !== 'by_event')
    const first = others.map(({ key }) => Object.keys(key)[0])
    expect(new Set(first)).toEqual(new Set(['e.tenant', 'tenant', 'tenants']))
  })

  it('are each used by one of the readings above', () => {
    const used = [...CASES.flatMap(({ uses }) => uses), 'by_target_write', 'by_related_write']
    const others = AUDIT_INDEXES.filter(({ collection }) => collection === 'events')
      .map(({ name }) => name)
      .filter((name) => !used.includes(name))
    // Those of whoever watches are proven in `test/watch`; by a key, erasure finds its events.
    expect(others).toEqual(['by_group_position', 'by_because', 'by_key'])
  })
})

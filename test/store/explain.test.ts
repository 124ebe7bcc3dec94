import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EventFilter } from '@rastro/core'
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
})
afterAll(() => database.close())

const hex = (kind: 'Ticket' | 'Agent' | 'Client', n: number): string => idOf(kind, n).toHexString()

const cases: Record<string, Omit<EventFilter, 'tenant'>> = {
  none: {},
  period: { from: instantOf(100), before: instantOf(200) },
  place: { places: ['tickets'] },
  places: { places: ['tickets', 'auth', 'portal'] },
  operation: { operations: ['delete'] },
  actorType: { actorTypes: ['app:app 0'] },
  outcome: { outcomes: ['failure'] },
  severity: { severities: ['warning'] },
  five: { places: ['tickets', 'chats'], operations: ['update'], actorTypes: ['agent'], outcomes: ['success'], severities: ['info'] },
  unknown: { places: ['nowhere'] },
  type: { types: ['tickets.escalated'] },
  category: { categories: ['security'] },
  userId: { users: [hex('Agent', 3)] },
  userName: { users: ['Agent 3'] },
  userEmail: { users: ['agent3@example.com'] },
  users: { users: ['agent3@example.com', 'Agent 4', hex('Agent', 5)] },
  agent: { agents: ['Agent 3'] },
  clientId: { clients: [hex('Client', 3)] },
  clientName: { clients: ['Client 5'] },
  clients: { clients: ['Client 5', hex('Client', 3)] },
  ip: { ips: ['192.0.2.7'] },
  target: { target: { type: 'Ticket', id: hex('Ticket', 7) } },
  targetRelated: { target: { type: 'Client', id: hex('Client', 5) } },
  targetType: { target: { type: 'Organization' } },
  group: { group: 'g-1' },
  text: { text: 'agent 3' },
  scopeSubject: { scope: { subject: { id: hex('Client', 4) } } },
  scopeActor: { scope: { actor: { email: 'agent3@example.com' } } },
  placeUser: { places: ['tickets'], users: ['agent3@example.com'] },
  placeTarget: { operations: ['update'], target: { type: 'Ticket', id: hex('Ticket', 7) } },
  placeIp: { places: ['tickets'], operations: ['delete'], ips: ['192.0.2.8'] },
}

function line(name: string, plan: Plan): string {
  const { indexes, stages, keysExamined, docsExamined, returned } = plan
  return `${name}: k${keysExamined} d${docsExamined} n${returned} ${indexes.join(',')} | ${[...new Set(stages)].join(' ')}`
}

describe('probe', () => {
  it('prints', async () => {
    const out: string[] = []
    for (const [name, filter] of Object.entries(cases)) {
      const whole = { tenant, ...filter }
      for (const plan of await explain((store) => store.findByTime({ filter: whole, order: 'newest', limit: 50 }))) out.push(line(name, plan))
      for (const plan of await explain((store) => store.findByTime({ filter: whole, order: 'oldest', limit: 50, after: { at: instantOf(50), id: '0' } }))) out.push(line('  page ' + name, plan))
      for (const plan of await explain((store) => store.count(whole, 10_000))) out.push(line('  count ' + name, plan))
    }
    for (const plan of await explain((store) => store.findByTime({ filter: { tenant }, order: 'newest', limit: 50, withoutGroups: ['g-1'], after: { at: instantOf(3010), id: 'Z' } }))) out.push(line('withoutGroups', plan))
    for (const plan of await explain((store) => store.heads(tenant, ['g-1', 'g-2']))) out.push(line('heads', plan))
    for (const t of [{ type: 'Ticket', id: hex('Ticket', 7) }, { type: 'Client', id: hex('Client', 5) }]) {
    for (const plan of await explain((store) => store.findByRecord({ filter: { tenant, target: t }, order: 'newest', limit: 50 }))) out.push(line('record', plan))
    for (const plan of await explain((store) => store.findByRecord({ filter: { tenant, target: t }, order: 'oldest', limit: 50, after: { t: 1_800_000_007 + 1000, i: 1, n: 0, id: 'x' } }))) out.push(line('record after', plan))
    for (const plan of await explain((store) => store.findByTime({ filter: { tenant, target: t }, order: 'oldest', limit: 50, clusterTime: 'absent' }))) out.push(line('record absent', plan))
    }
    console.log(out.join('\n'))
    expect(out.length).toBeGreaterThan(0)
  })
})

import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { NOW, TICKET, createApp } from './admin-app.ts'
import type { Sample } from './admin-app.ts'

const API = '/admin/audit/api'
const ANA = { type: 'agent', id: 'u-1', name: 'Ana Souza', email: 'ana@example.com' }

/** One operation over three tickets: its members, then its head. */
function bulkDelete(): readonly Sample[] {
  const shared: Sample = {
    type: 'tickets.bulk-deleted',
    operation: 'bulk-delete',
    actor: ANA,
    at: new Date(NOW.getTime() - 1000),
  }
  const members = [0, 1, 2].map((index): Sample => ({
    ...shared,
    group: { id: 'g', index },
    target: { ...TICKET, id: `t-${index}` },
  }))
  const head: Sample = {
    ...shared,
    group: { id: 'g' },
    target: undefined,
    details: { counts: { tickets: 3 } },
  }
  return [...members, head]
}

describe('counts', () => {
  it('say of how many events and of how many rows a folded list is', async () => {
    const { app, add } = createApp()
    await add(...bulkDelete(), { actor: ANA }, { actor: ANA })
    const ask = async (query: string) =>
      (await request(app).get(`${API}/events?place=tickets&count=1&limit=1${query}`)).body.count
    expect(await ask('&groups=1')).toEqual({ n: 6, exact: true, lines: 3 })
    expect(await ask('')).toEqual({ n: 6, exact: true })
  })

  it('of rows go by what matches: a group of which one member matches is a row', async () => {
    const { app, add } = createApp()
    await add(...bulkDelete(), { actor: ANA })
    const query = 'tt=Ticket&tid=t-1&groups=1&count=1'
    const { body } = await request(app).get(`${API}/events?${query}`)
    expect(body.count).toEqual({ n: 1, exact: true, lines: 1 })
  })

  it('of a person are those of the list that each leads to', async () => {
    const { app, add } = createApp()
    await add(...bulkDelete(), { actor: ANA }, { actor: ANA, outcome: 'failure' })
    const { body } = await request(app).get(`${API}/people?user=u-1`)
    const listed = async (query: string): Promise<number> => {
      const path = `${API}/events?user=u-1&p=30d&count=1&limit=1${query}`
      return (await request(app).get(path)).body.count.n
    }
    expect(body.covered.n).toBe(await listed('&place=tickets'))
    expect(body.covered.n).toBe(6)
    for (const { operation, n } of body.operations as { operation: string; n: number }[]) {
      expect([operation, n]).toEqual([operation, await listed(`&op=${operation}`)])
    }
    expect(body.days.map(({ n }: { n: number }) => n)).toEqual([6])
    expect(body.outcomes).toEqual({ success: 5, failure: 1, denied: 0 })
  })

  it('of an address include the heads of groups too', async () => {
    const { app, add } = createApp()
    const origin = { ip: '192.0.2.7' }
    await add(...bulkDelete().map((sample) => ({ ...sample, origin })))
    const { body } = await request(app).get(`${API}/addresses?ip=192.0.2.7`)
    expect(body.covered.n).toBe(4)
  })

  it('in words are of what was done: three tickets, although four events tell of it', async () => {
    const { app, add } = createApp()
    await add(...bulkDelete())
    const { body } = await request(app).get(`${API}/people?user=u-1`)
    const [action] = body.actions
    expect(action.n).toBe(4)
    expect(action.sentence).toMatch(/\b3\b/)
    expect(action.sentence).not.toMatch(/\b4\b/)
  })

  it('leave an operation whose members are elsewhere its own words', async () => {
    const { app, add } = createApp()
    const [, , , head] = bulkDelete()
    await add({ ...head, type: 'tickets.deleted', operation: 'delete' })
    const { body } = await request(app).get(`${API}/people?user=u-1`)
    expect(body.actions).toEqual([expect.objectContaining({ n: 1, operation: 'delete' })])
  })
})

describe('GET api/history', () => {
  const history = (query: string) => `${API}/history?tt=Ticket&tid=${query}`

  it('names the place of its own events', async () => {
    const { app, add } = createApp()
    await add({})
    expect((await request(app).get(history(TICKET.id))).body.place).toBe('tickets')
  })

  it('names the place of other records of the type where it has none', async () => {
    const { app, add } = createApp()
    await add({})
    const { body } = await request(app).get(history('other'))
    expect(body).toMatchObject({ events: [], place: 'tickets' })
  })

  it('does not take the place of an event that only relates to such a record', async () => {
    const { app, add } = createApp()
    await add({ place: 'clients', target: { type: 'Client', id: 'c' }, related: [TICKET] })
    expect((await request(app).get(history('other'))).body.place).toBeNull()
  })

  it('knows nothing of a type that nobody has heard of', async () => {
    const { app } = createApp()
    expect((await request(app).get(history('other'))).body.place).toBeNull()
  })
})

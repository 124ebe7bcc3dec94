import { describe, expect, it } from '@jest/globals'
import { AuditError } from '@rastro/core'
import type { AuditEvent } from '@rastro/core'
import request from 'supertest'
import { NOW, TICKET, createApp } from './admin-app.ts'

const API = '/admin/audit/api'

function summary(events: readonly AuditEvent[]): unknown[] {
  return events.map(({ type, details }) => [type, details])
}

describe('looking at the log', () => {
  it('is recorded with who, from where and what for', async () => {
    const { app, views } = createApp()
    await request(app).get(`${API}/events?place=tickets&op=update&limit=10`)
    expect(await views()).toEqual([
      expect.objectContaining({
        type: 'audit.log.listed',
        operation: 'view',
        place: 'audit.log',
        actor: { type: 'agent', id: 'ana souza', name: 'Ana Souza' },
        origin: { ip: '192.0.2.7' },
        details: { filter: { op: 'update', place: 'tickets' } },
      }),
    ])
  })

  it('records a list once per person, filter and ten minutes', async () => {
    const { app, views, setNow } = createApp()
    const list = (query: string, user = 'Ana Souza') =>
      request(app).get(`${API}/events${query}`).set('x-test-user', user)
    await list('?place=tickets')
    await list('?place=tickets&limit=5&view=row&count=1&order=oldest')
    await list('?place=clients')
    await list('?place=tickets', 'Rui Lopes')
    setNow(new Date(NOW.getTime() + 9 * 60_000))
    await list('?place=tickets')
    expect(await views()).toHaveLength(3)
    setNow(new Date(NOW.getTime() + 10 * 60_000))
    await list('?place=tickets')
    expect(await views()).toHaveLength(4)
  })

  it('records a list once where it is asked for twice at once', async () => {
    const { app, views } = createApp()
    await Promise.all([request(app).get(`${API}/events`), request(app).get(`${API}/events`)])
    expect(await views()).toHaveLength(1)
  })

  it('records every opened event', async () => {
    const { app, add, views } = createApp()
    const [id = ''] = await add({ target: TICKET })
    await request(app).get(`${API}/events/${id}`)
    await request(app).get(`${API}/events/${id}`)
    const recorded = await views()
    const view = ['audit.log.event.viewed', { type: 'tickets.updated', place: 'tickets' }]
    expect(summary(recorded)).toEqual([view, view])
    expect(recorded[0]?.target).toEqual({ type: 'AuditEvent', id })
  })

  it('records a history once per look, and not in the history itself', async () => {
    const { app, add, views } = createApp()
    await add({ target: TICKET }, { target: TICKET })
    const history = `${API}/history?tt=Ticket&tid=${TICKET.id}&limit=1`
    const first = await request(app).get(history)
    await request(app).get(`${history}&cursor=${first.body.next}`)
    const recorded = await views()
    expect(summary(recorded)).toEqual([
      ['audit.log.history.viewed', { type: 'Ticket', id: TICKET.id }],
    ])
    expect(recorded[0]?.target?.name).toBe('Broken printer')
    const again = await request(app).get(`${API}/history?tt=Ticket&tid=${TICKET.id}`)
    expect(again.body.events).toHaveLength(2)
  })

  it('records a history also for who begins with a cursor that is not from an own first page', async () => {
    const { app, add, views, setNow } = createApp()
    await add({ target: TICKET }, { target: TICKET })
    const history = `${API}/history?tt=Ticket&tid=${TICKET.id}&limit=1`
    const first = await request(app).get(history)
    const continued = (user: string) =>
      request(app).get(`${history}&cursor=${first.body.next}`).set('x-test-user', user)
    await continued('Rui Lopes')
    await continued('Rui Lopes')
    expect((await views()).map(({ actor }) => actor.name)).toEqual(['Ana Souza', 'Rui Lopes'])
    setNow(new Date(NOW.getTime() + 10 * 60_000))
    await continued('Rui Lopes')
    expect(await views()).toHaveLength(3)
  })

  it('does not record meta, configuration, description and what was refused', async () => {
    const { app, views } = createApp()
    const paths = [
      '/meta',
      '/config',
      '/openapi.json',
      '/events?nonsense=1',
      '/events/x',
      '/events?after=1',
    ]
    for (const path of paths) await request(app).get(API + path)
    await request(app).get('/admin/audit/')
    expect(await views()).toEqual([])
  })

  it('is told apart by address where nobody has a name', async () => {
    const { app, views } = createApp({ withoutContext: true })
    await request(app).get(`${API}/events`)
    await request(app).get(`${API}/events`)
    expect(await views()).toHaveLength(1)
  })

  it('goes on where it cannot be recorded, and the operator is told', async () => {
    let isBroken = true
    const recorded: string[] = []
    const { app, add, warnings } = createApp({
      options: {
        record: async (type) => {
          if (isBroken)
            throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'mongodb://user:secret@host')
          recorded.push(type)
          return 'id'
        },
      },
    })
    const [id = ''] = await add({})
    expect((await request(app).get(`${API}/events`)).status).toBe(200)
    expect((await request(app).get(`${API}/events/${id}`)).status).toBe(200)
    expect(warnings).toHaveLength(2)
    expect(warnings.join()).not.toContain('secret')
    // A list whose view was lost counts as not yet recorded.
    isBroken = false
    await request(app).get(`${API}/events`)
    expect(recorded).toEqual(['audit.log.listed'])
  })
})

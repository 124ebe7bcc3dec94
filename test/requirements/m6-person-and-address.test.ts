import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openDesk } from '../support/audited-desk.ts'
import type { Desk } from '../support/audited-desk.ts'

const API = '/admin/audit/api'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
  await desk.switchOn('clients', 'tickets')
  for (const name of ['Ada Example', 'Bia Example', 'Cleo Example']) {
    await desk.as('agent').post('/clients').send({ name }).expect(200)
  }
})
afterAll(() => desk.close())

describe('M6: everything one person did, and everything from one address', () => {
  it('rolls equal events up, for the person and for the address they came from', async () => {
    const [created] = await desk.events({ place: 'clients', op: 'create' })
    const { actor, origin } = created ?? {}
    const admin = desk.as('admin')
    const person = await admin.get(`${API}/people?user=${encodeURIComponent(String(actor?.name))}`)
    expect(person.body.subject).toMatchObject({ kind: 'person', name: actor?.name })
    expect(person.body.actions).toContainEqual(
      expect.objectContaining({ type: 'clients.created', n: 3, outcome: 'success' }),
    )
    const address = await admin.get(`${API}/addresses?ip=${String(origin?.ip)}&p=24h`)
    expect(address.body.subject).toMatchObject({ kind: 'address', ip: origin?.ip })
    expect(address.body.people).toContainEqual(expect.objectContaining({ name: actor?.name }))
    expect(address.body.status).toEqual({ level: 'normal', reasons: [] })
  })
})

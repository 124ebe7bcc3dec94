import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { Grant } from '@rastro/admin'
import { TICKET, createApp } from './admin-app.ts'
import type { AdminApp } from './admin-app.ts'

const API = '/admin/audit/api'
const SCOPE = { target: { type: 'Ticket', id: TICKET.id } }

/** Counts what the store is asked while `work` runs. */
async function readings({ store }: AdminApp, work: () => Promise<unknown>): Promise<number> {
  const methods = ['findByTime', 'findByRecord', 'get', 'heads', 'count', 'seen'] as const
  const originals = methods.map((name) => [name, store[name]] as const)
  let count = 0
  for (const [name, original] of originals) {
    Object.assign(store, {
      [name]: (...given: readonly unknown[]) => {
        count += 1
        return Reflect.apply(original, store, given) as unknown
      },
    })
  }
  try {
    await work()
  } finally {
    for (const [name, original] of originals) Object.assign(store, { [name]: original })
  }
  return count
}

async function createFull(grant: Grant | true): Promise<AdminApp> {
  const admin = createApp({ authorize: () => grant })
  for (let n = 0; n < 40; n += 1) {
    const group = { id: `g${n}` }
    await admin.add({ group: { ...group, index: 0 } }, { group, details: { count: 1 } }, {})
  }
  // The first look is recorded, and others within ten minutes are not.
  return admin
}

describe('a list', () => {
  for (const query of ['view=row', 'view=row&groups=1', 'groups=1', `tt=Ticket&tid=${TICKET.id}`]) {
    for (const [who, grant] of [
      ['everybody', true],
      ['a confined reader', { scope: SCOPE }],
    ] as const) {
      it(`asks no more for more rows: ${query}, for ${who}`, async () => {
        const admin = await createFull(grant)
        const ask = (limit: number) => () =>
          request(admin.app).get(`${API}/events?${query}&limit=${limit}`).expect(200)
        const few = await readings(admin, ask(2))
        const many = await readings(admin, ask(40))
        expect(many).toBeLessThanOrEqual(few)
        expect(few).toBeLessThanOrEqual(4)
      })
    }
  }
})

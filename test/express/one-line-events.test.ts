import { describe, expect, it } from '@jest/globals'
import { createCatalog } from '@rastro/core'
import type { RecordFunction, RecordOptions } from '@rastro/core'
import { createExported, createSessionEvents } from '@rastro/express'

const catalog = createCatalog([])

/** Keeps what is recorded, and checks it as the recorder does. */
function createLedger() {
  const recorded: (readonly [string, RecordOptions])[] = []
  const record: RecordFunction = async (type, options = {}) => {
    catalog.checkDetails(type, options.details)
    recorded.push([type, options])
    return `event-${recorded.length}`
  }
  return { record, recorded }
}

describe('M1: a login in one line', () => {
  it('that succeeded is by the user', async () => {
    const { record, recorded } = createLedger()
    const user = { _id: 7, name: 'Maria Exemplo', email: 'maria@example.com', passwordHash: 'x' }
    expect(await createSessionEvents(record).login({ user })).toBe('event-1')
    expect(recorded).toEqual([
      [
        'sessions.login',
        {
          actor: { type: 'agent', id: 7, name: 'Maria Exemplo', email: 'maria@example.com' },
          details: { email: 'maria@example.com' },
        },
      ],
    ])
  })

  it('that succeeded for an address alone is by that address', async () => {
    const { record, recorded } = createLedger()
    await createSessionEvents(record).login({ email: 'maria@example.com' })
    expect(recorded[0]?.[1].actor).toEqual({ type: 'agent', email: 'maria@example.com' })
  })

  it('that failed tells the address tried, the reason and the attempt, and credits nobody', async () => {
    const { record, recorded } = createLedger()
    await createSessionEvents(record).login({
      user: { id: 7, email: 'maria@example.com' },
      outcome: 'failure',
      reason: 'wrong-password',
      attempt: 3,
      limit: 5,
    })
    expect(recorded).toEqual([
      [
        'sessions.login-failed',
        {
          outcome: 'failure',
          reason: 'wrong-password',
          details: {
            email: 'maria@example.com',
            reason: 'wrong-password',
            attempt: 3,
            limit: 5,
          },
        },
      ],
    ])
  })

  it('refuses what it does not know, such as a password', async () => {
    const { record, recorded } = createLedger()
    const report = { email: 'maria@example.com', password: 'x' } as object
    await expect(createSessionEvents(record).login(report)).rejects.toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_UNKNOWN' }),
    )
    expect(recorded).toEqual([])
  })
})

describe('M1: a logout and a block in one line', () => {
  it('are by whoever the request knows unless said', async () => {
    const { record, recorded } = createLedger()
    const sessions = createSessionEvents(record)
    await sessions.logout()
    await sessions.logout({ user: { id: 7 }, reason: 'timeout' })
    await sessions.blocked({ email: 'maria@example.com', reason: 'too-many', attempt: 5, limit: 5 })
    expect(recorded).toEqual([
      ['sessions.logout', {}],
      ['sessions.logout', { actor: { type: 'agent', id: 7 }, reason: 'timeout' }],
      [
        'sessions.blocked',
        {
          outcome: 'denied',
          reason: 'too-many',
          details: { email: 'maria@example.com', reason: 'too-many', attempt: 5, limit: 5 },
        },
      ],
    ])
  })

  it('have a place and a type in every catalog', () => {
    for (const type of ['login', 'login-failed', 'logout', 'blocked']) {
      expect(catalog.type(`sessions.${type}`).place).toBe('sessions')
    }
  })
})

describe('H9: an export in one line', () => {
  it('keeps its count, filter, format and size', async () => {
    catalog.declarePlace('clients', { operations: ['export'] })
    const { record, recorded } = createLedger()
    const details = { count: 1250, filter: { tag: 'vip' }, format: 'csv', bytes: 48_211 }
    expect(await createExported(record)('clients', details)).toBe('event-1')
    expect(recorded).toEqual([['clients.exported', { details }]])
  })

  it('needs no details', async () => {
    const { record, recorded } = createLedger()
    await createExported(record)('clients')
    expect(recorded).toEqual([['clients.exported', { details: {} }]])
  })
})

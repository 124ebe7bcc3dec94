/** What does it cost to show no more than the last value? */
import { afterEach, describe, expect, it } from '@jest/globals'
import { testSource } from './key-desk.ts'
import { openLog } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const open: PrivacyDesk[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe('a page of 50 events', () => {
  it('costs one reading of the last values', async () => {
    const one = await openDesk()
    open.push(one)
    await one.mongoose.disconnect()
    await one.mongoose.connect(one.uri, { monitorCommands: true })
    for (let n = 0; n < 25; n += 1) {
      const { _id } = await one.Client.create({ name: `Client ${n}`, email: `c${n}@example.com` })
      await one.Client.updateOne({ _id }, { email: `d${n}@example.com` })
    }
    await one.sequenced()
    // The policy is known, and so is everything else that is asked once.
    await one.audit.find({})
    const asked: string[] = []
    one.mongoose.connection.getClient().on('commandStarted', ({ command }) => {
      if (typeof command['find'] === 'string') asked.push(command['find'])
    })
    const { events } = await one.audit.find({}, { limit: 50 })
    expect(events).toHaveLength(50)
    expect(asked.filter((name) => name === 'audit_last')).toHaveLength(1)
    // Of 25 persons: this process has recorded their events, and still has their keys.
    expect(asked.filter((name) => name === 'audit_keys')).toHaveLength(0)
    // Nothing is asked event by event.
    expect(asked.length).toBeLessThan(10)
  })

  it('costs one reading in the list of the page too, of 50 persons with a record each', async () => {
    const one = await openDesk()
    open.push(one)
    await one.mongoose.disconnect()
    await one.mongoose.connect(one.uri, { monitorCommands: true })
    const everybody = Array.from({ length: 50 }, (_, n) => ({ name: `Client ${n}` }))
    for (const client of everybody) await one.Client.create(client)
    await one.sequenced()
    const path = '/audit/api/events?limit=50&place=customers&view=row'
    await one.admin.get(path).expect(200)
    const asked: string[] = []
    one.mongoose.connection.getClient().on('commandStarted', ({ command }) => {
      if (typeof command['find'] === 'string') asked.push(command['find'])
    })
    const { body } = await one.admin.get(path).expect(200)
    const names = new Set(
      body.events.map(({ target }: { target: { name: string } }) => target.name),
    )
    expect(names.size).toBe(50)
    expect(asked.filter((name) => name === 'audit_last')).toHaveLength(1)
  })

  it('costs one reading of keys where nobody has them yet', async () => {
    const source = testSource()
    const one = await openDesk({ keys: { source } })
    open.push(one)
    for (let n = 0; n < 25; n += 1) {
      const { _id } = await one.Client.create({ name: `Client ${n}`, email: `c${n}@example.com` })
      await one.Client.updateOne({ _id }, { email: `d${n}@example.com` })
    }
    const asked: string[] = []
    const log = await openLog(one.uri, source, (collection) => asked.push(collection))
    try {
      const filter = { tenant: 'default' }
      const page = await log.store.findByTime({ filter, order: 'newest', limit: 50 })
      expect(page[0]?.e.changes?.[0]?.after).toBe('d24@example.com')
      expect(asked.filter((name) => name === 'audit_keys')).toHaveLength(1)
      expect(asked.filter((name) => name === 'audit_erased')).toHaveLength(1)
    } finally {
      await log.close()
    }
  })

  it('costs none where nothing in it is personal', async () => {
    const one = await openDesk()
    open.push(one)
    await one.mongoose.disconnect()
    await one.mongoose.connect(one.uri, { monitorCommands: true })
    await one.audit.record('audit.configuration.updated', { details: { version: 1 } })
    await one.audit.find({})
    const asked: string[] = []
    one.mongoose.connection.getClient().on('commandStarted', ({ command }) => {
      if (typeof command['find'] === 'string') asked.push(command['find'])
    })
    await one.audit.find({ place: 'audit.configuration' })
    expect(asked).not.toContain('audit_last')
    expect(asked).not.toContain('audit_keys')
  })
})

/** Words about a person that once outlived the person: a group's reason, and numbers that are keys. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { testSource } from './key-desk.ts'
import { dumpOf } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

const open: PrivacyDesk[] = []
async function desk(): Promise<PrivacyDesk> {
  const one = await openDesk({ keys: { source: testSource() } })
  open.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function erase({ audit }: PrivacyDesk, id: unknown): Promise<void> {
  await audit.erase({ subject: { type: 'Client', id }, reason: 'asked', method: 'deleted' })
}

describe('after an erasure', () => {
  it('the reason that a group about the person was given is readable nowhere', async () => {
    const one = await desk()
    const { Client, audit } = one
    const ana = await Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
    await audit.group(
      {
        type: 'customers.updated',
        target: { type: 'Client', id: ana._id },
        reason: 'Prado moved to Faro',
      },
      async () => {
        await Client.updateOne({ _id: ana._id }, { plan: 'free' })
      },
    )
    await one.sequenced()
    const before = await audit.find({ type: 'customers.updated' })
    expect(JSON.stringify(before)).toContain('Prado moved to Faro')
    expect(await dumpOf(one.uri)).not.toContain('Prado moved to Faro')
    await erase(one, ana._id)
    expect(JSON.stringify(await audit.find({}, { limit: 100 }))).not.toContain('Faro')
  })

  it('a key of a Map that is a phone number stands in no path', async () => {
    const one = await desk()
    const { Client, audit } = one
    const ana = await Client.create({ name: 'Ana Prado', contacts: { '11987650001': 'Bea' } })
    await Client.updateOne({ _id: ana._id }, { 'contacts.11987650002': 'Rui' })
    await one.sequenced()
    expect(await dumpOf(one.uri)).not.toMatch(/1198765000/)
    await erase(one, ana._id)
    expect(JSON.stringify(await audit.find({}, { limit: 100 }))).not.toMatch(/1198765000/)
  })
})

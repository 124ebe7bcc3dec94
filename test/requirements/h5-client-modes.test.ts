import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openDesk } from '../privacy/privacy-desk.ts'
import type { PrivacyDesk } from '../privacy/privacy-desk.ts'

let desk: PrivacyDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

async function changesOf(type: string): Promise<unknown> {
  await desk.sequenced()
  const { events } = await desk.audit.find({ tt: type })
  return events.map(({ changes = [] }) =>
    Object.fromEntries(changes.map((one) => [one.path.join('.'), one.omitted ?? one.after])),
  )
}

describe('H5: summary or full', () => {
  it('keeps values from the start, and names only from the moment it is chosen', async () => {
    await desk.Client.create({ name: 'Ana', plan: 'free' })
    await desk.configure({ clientMode: 'summary' })
    await desk.Client.create({ name: 'Bia', plan: 'paid' })
    const client = { _id: expect.anything(), phones: expect.anything() }
    expect(await changesOf('Client')).toEqual([
      { _id: 'summary', name: 'summary', phones: 'summary', plan: 'summary' },
      { ...client, name: 'Ana', plan: 'free' },
    ])
  })

  it('keeps of a record that is about a person what is not the person’s', async () => {
    await desk.configure({ clientMode: 'summary' })
    const ana = await desk.Client.create({ name: 'Ana' })
    await desk.Ticket.create({ title: 'Printer', client: ana._id, replyTo: 'ana@example.com' })
    expect(await changesOf('Ticket')).toMatchObject([{ title: 'Printer', replyTo: 'summary' }])
  })

  it('is chosen for single places too, with an event that says before and after', async () => {
    await desk.configure({ clientModes: { tickets: 'summary' } })
    const ana = await desk.Client.create({ name: 'Ana' })
    await desk.Ticket.create({ title: 'Printer', client: ana._id, replyTo: 'ana@example.com' })
    expect(await changesOf('Ticket')).toMatchObject([{ replyTo: 'summary' }])
    expect(await changesOf('Client')).toMatchObject([{ name: 'Ana' }])
    await desk.configure({ clientModes: { tickets: null } })
    const { events } = await desk.audit.find({ place: 'audit.configuration' }, { order: 'oldest' })
    expect(events.map(({ changes }) => changes)).toEqual([
      [{ path: ['clientModes', 'tickets'], op: 'add', after: 'summary' }],
      [{ path: ['clientModes', 'tickets'], op: 'remove', before: 'summary' }],
    ])
  })

  it('supersedes what was kept before: an older value is not the last one', async () => {
    const ana = await desk.Client.create({ name: 'Ana', email: 'one@example.com' })
    await desk.configure({ clientMode: 'summary' })
    await desk.Client.updateOne({ _id: ana._id }, { email: 'two@example.com' })
    await desk.sequenced()
    const { events } = await desk.audit.find({ tt: 'Client' })
    expect(JSON.stringify(events)).not.toMatch(/one@|two@/)
  })

  it('is refused for places that are about nobody', async () => {
    await expect(
      desk.configure({ clientModes: { 'audit.configuration': 'summary' } }),
    ).rejects.toThrow(/expected 200/)
  })
})

/** H4: the full list of old and new values goes to the client alone, through the download. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { asBytes, ownDoor } from '../requests/own-door.ts'
import { openDesk } from '../requests/requests-desk.ts'
import type { RequestsDesk } from '../requests/requests-desk.ts'
import { unzip } from '../requests/unzip.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
})

describe('H4', () => {
  it('gives every old and new value to the client, and to an administrator the last one alone', async () => {
    const { _id } = await desk.Client.create({ name: 'Ana Prado', email: 'one@example.com' })
    for (const email of ['two@example.com', 'three@example.com']) {
      await desk.Client.updateOne({ _id }, { email })
    }
    await desk.sequenced()
    const seen = await desk.admin.get(`/audit/api/history?tt=Client&tid=${String(_id)}`).expect(200)
    expect(seen.text).toContain('three@example.com')
    expect(seen.text).not.toMatch(/one@|two@/)

    const opened = await desk.audit.requests.open({
      kind: 'access',
      subject: { type: 'Client', id: _id },
      proof: 'asked at the counter',
    })
    await desk.step(opened.id, 'verify', { method: 'identity document' })
    const decided = await desk.step(opened.id, 'decide', { approve: true })
    expect(decided.text).not.toMatch(/token|one@|two@/)
    const door = ownDoor(desk)
    const path = `/me/data/${desk.links.at(-1)?.path ?? ''}`
    const answer = await asBytes(door.get(path).set('x-me', String(_id)))
    const files = unzip(answer.body as Buffer)
    const { events } = JSON.parse(files['my-data.json'] ?? '') as {
      events: {
        event: { type: string; changes?: { path: string[]; before?: string; after?: string }[] }
      }[]
    }
    const emails = events
      .flatMap(({ event }) => event.changes ?? [])
      .filter(({ path: [first] }) => first === 'email')
      .map(({ before, after }) => [before, after])
    expect(emails).toEqual([
      [undefined, 'one@example.com'],
      ['one@example.com', 'two@example.com'],
      ['two@example.com', 'three@example.com'],
    ])
    for (const file of ['my-data.csv', 'my-data.html']) {
      expect(files[file]).toMatch(
        /one@example\.com[\s\S]*two@example\.com[\s\S]*three@example\.com/,
      )
    }
  })
})

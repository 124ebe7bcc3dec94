/** A person is told who looked at their data, and what for. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ownDoor } from './own-door.ts'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
})

async function client(name = 'Ana Prado'): Promise<string> {
  const { _id } = await desk.Client.create({ name, email: 'ana@example.com' })
  await desk.audit.flush()
  return String(_id)
}

async function looksOf(me: string, options = {}): Promise<Record<string, unknown>[]> {
  await desk.audit.flush()
  const answer = await ownDoor(desk, options).get('/me/data/api/looks').set('x-me', me)
  return answer.body.looks as Record<string, unknown>[]
}

describe('whoever looks at a person’s data', () => {
  it('is told to the person: in the log’s doors, once per viewer and ten minutes', async () => {
    const [me, other] = [await client(), await client('Bruno')]
    const { events } = await desk.audit.find({ tt: 'Client', tid: me })
    const doors = [
      `events/${events[0]?.id ?? ''}`,
      `history?tt=Client&tid=${me}`,
      `events?client=${me}`,
      `export?client=${me}&format=json`,
    ]
    for (const [at, path] of doors.entries()) {
      await desk.admin.get(`/audit/api/${path}`).set('x-name', `Viewer ${at}`).expect(200)
    }
    expect(await looksOf(me)).toEqual([{ at: expect.any(String), role: 'Agent', purpose: null }])
    expect(await looksOf(other)).toEqual([])
    const all = await desk.audit.find({ type: 'audit.person.viewed' })
    expect(all.events).toHaveLength(1)
  })

  it('says what it was for, where the application asks', async () => {
    const me = await client()
    await desk.audit.as({ type: 'agent', id: 'rui', name: 'Rui Costa' }, () =>
      desk.audit.looked({ subject: { type: 'Client', id: me }, purpose: 'answering a call' }),
    )
    expect(await looksOf(me)).toEqual([
      { at: expect.any(String), role: 'Agent', purpose: 'answering a call' },
    ])
    expect(await looksOf(me, { staff: 'name' })).toMatchObject([{ name: 'Rui Costa' }])
    await expect(
      desk.audit.looked({ subject: { type: 'Client', id: me }, purpose: ' ' }),
    ).rejects.toMatchObject({ code: 'AUDIT_OPTION_INVALID', field: 'purpose' })
  })

  it('is not told of lists that were about nobody in particular', async () => {
    const me = await client()
    await desk.admin.get('/audit/api/events').expect(200)
    expect(await looksOf(me)).toEqual([])
  })

  it('is told of a request that was opened by its handler', async () => {
    const me = await client()
    const opened = await desk.audit.requests.open({
      kind: 'access',
      subject: { type: 'Client', id: me },
      proof: 'letter 7',
    })
    await desk.admin.get('/audit/api/requests').expect(200)
    expect(await looksOf(me)).toEqual([])
    await desk.admin.get(`/audit/api/requests/${opened.id}`).expect(200)
    expect(await looksOf(me)).toHaveLength(1)
  })

  it('stands on the person’s page', async () => {
    const me = await client()
    await desk.audit.looked({ subject: { type: 'Client', id: me }, purpose: '<b>billing</b>' })
    await desk.audit.flush()
    const page = await ownDoor(desk).get('/me/data/').set({ 'x-me': me, accept: 'text/html' })
    expect(page.text).toContain('&#60;b&#62;billing')
  })
})

/** What a person has to be told: what there is, why it takes longer, and what to do about a refusal. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ownDoor } from './own-door.ts'
import type { OwnDoor } from './own-door.ts'
import { openDesk } from './requests-desk.ts'
import type { RequestsDesk } from './requests-desk.ts'

let desk: RequestsDesk
let door: OwnDoor
beforeAll(async () => {
  desk = await openDesk({ requests: { deadline: 'gdpr' } })
  door = ownDoor(desk)
})
afterAll(async () => {
  await desk.close()
})

async function asked(): Promise<{ readonly me: string; readonly id: string }> {
  const { _id } = await desk.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
  const subject = { type: 'Client', id: String(_id) }
  const { id } = await desk.audit.requests.open({ kind: 'access', subject, proof: 'a letter' })
  return { me: subject.id, id }
}

const page = async (me: string, path = ''): Promise<string> =>
  (await door.get(`/me/data/${path}`).set({ 'x-me': me, accept: 'text/html' })).text

describe('a person is told', () => {
  it('why the answer takes longer, as Art. 12(3) of the GDPR asks for', async () => {
    const { me, id } = await asked()
    await desk.audit.requests.extend(id, { reason: 'six <systems> are searched' })
    const { body } = await door.get(`/me/data/api/requests/${id}`).set('x-me', me)
    expect(body.steps).toMatchObject([
      { step: 'opened', by: 'staff' },
      { step: 'extended', by: 'staff', reason: 'six <systems> are searched' },
    ])
    expect(await page(me, `requests/${id}`)).toContain('six &#60;systems&#62; are searched')
  })

  it('no note that was meant for other staff', async () => {
    const { me, id } = await asked()
    await desk.audit.requests.verify(id, { method: 'called back', note: 'sounded unsure' })
    const { body } = await door.get(`/me/data/api/requests/${id}`).set('x-me', me)
    expect(JSON.stringify(body)).not.toContain('unsure')
    expect(await page(me, `requests/${id}`)).not.toContain('unsure')
  })

  it('where to complain about a refusal, as Art. 12(4) of the GDPR asks for', async () => {
    const { me, id } = await asked()
    expect(await page(me, `requests/${id}`)).not.toContain('you can complain')
    await desk.audit.requests.decide(id, { approve: false, reason: 'a claim is open' })
    const text = await page(me, `requests/${id}`)
    expect(text).toContain('a claim is open')
    expect(text).toContain('you can complain to the data protection authority')
  })

  it('at once how much is recorded about them, and of nobody else', async () => {
    const { me } = await asked()
    await desk.Client.updateOne({ _id: me }, { name: 'Ana Prado Lima' })
    await desk.audit.flush()
    const text = await page(me)
    const rows = /id="held".*?<\/table>/s.exec(text)?.[0] ?? ''
    // Made, changed; and the request.
    expect([...rows.matchAll(/<td>(\d+)<\/td>/g)].map(([, n]) => n)).toEqual(['2', '1'])
    expect(rows).not.toContain('Prado')
    expect(await page('6b0000000000000000000000')).toContain('Nothing is recorded about you.')
  })
})

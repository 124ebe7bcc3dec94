/** M8, as far as requests go: how many, how fast against the deadline, and what became of deletions. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { requestFigures } from '@rastro/core'
import type { SubjectRequest } from '@rastro/core'
import { openDesk } from '../requests/requests-desk.ts'
import type { RequestsDesk } from '../requests/requests-desk.ts'

let desk: RequestsDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(async () => {
  await desk.close()
})

const NOON = new Date('2026-03-31T12:00:00Z')
const hoursLater = (hours: number): Date => new Date(NOON.getTime() + hours * 3_600_000)

/** A request of noon, due in 72 hours. */
function request(more: Partial<SubjectRequest>): SubjectRequest {
  return {
    id: 'x',
    tenant: 'default',
    version: 1,
    kind: 'access',
    state: 'received',
    subject: { type: 'Client', id: '7' },
    ids: [],
    openedAt: NOON,
    openedBy: 'staff',
    dueAt: hoursLater(72),
    rule: '72 h',
    isExtendable: false,
    steps: [],
    ...more,
  }
}

const by = { type: 'agent' }
const decided = (hours: number, method?: 'deleted' | 'anonymised') => ({
  outcome: 'approved' as const,
  at: hoursLater(hours),
  by,
  ...(method === undefined ? {} : { method }),
})

describe('M8', () => {
  it('counts data requests and their mean answering time against 72 hours', () => {
    const figures = requestFigures(
      [
        request({ state: 'done', decision: decided(24) }),
        request({ state: 'done', decision: decided(96) }),
        request({ kind: 'objection' }),
        request({ state: 'withdrawn' }),
      ],
      hoursLater(73),
    )
    expect(figures).toMatchObject({
      n: 4,
      byKind: { access: 3, objection: 1 },
      meanAnswerHours: 60,
      worstAnswerHours: 96,
      answered: 2,
      answeredInTime: 1,
      overdue: 1,
    })
  })

  it('counts deletions: asked, processed in per cent, by method, and how long they took', () => {
    const erasure = { kind: 'erasure', state: 'done' } as const
    const figures = requestFigures(
      [
        request({
          ...erasure,
          decision: decided(1, 'deleted'),
          outcome: { at: hoursLater(10), by },
        }),
        request({
          ...erasure,
          decision: decided(1, 'anonymised'),
          outcome: { at: hoursLater(30), by },
        }),
        request({ kind: 'erasure', state: 'approved', decision: decided(2, 'deleted') }),
        request({ kind: 'erasure' }),
      ],
      NOON,
    )
    expect(figures.erasures).toEqual({
      asked: 4,
      processed: 2,
      processedPercent: 50,
      byMethod: { anonymised: 1, deleted: 1 },
      meanHours: 20,
    })
  })

  it('takes 72 hours where nobody chose another deadline, and adds up a period of the real ones', async () => {
    const from = new Date()
    const { requests } = desk.audit
    const open = async (kind: 'access' | 'erasure') =>
      requests.open({ kind, subject: { type: 'Client', id: '7' }, proof: 'a letter' })
    const one = await open('erasure')
    await open('access')
    expect(one.dueAt.getTime() - one.openedAt.getTime()).toBe(72 * 3_600_000)
    await requests.verify(one.id, { method: 'passport' })
    await requests.decide(one.id, { approve: true, reason: 'asked', method: 'anonymised' })
    await requests.complete(one.id, {})
    const before = new Date(Date.now() + 1)
    const figures = await requests.figures({ from, before })
    expect(figures).toMatchObject({ n: 2, answered: 1, answeredInTime: 1, overdue: 0 })
    expect(figures.erasures).toMatchObject({ asked: 1, processed: 1, byMethod: { anonymised: 1 } })
    expect((await requests.figures({ from: before, before: hoursLater(1e6) })).n).toBe(0)
  })
})

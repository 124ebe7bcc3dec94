import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { until } from '../sequencer/until.ts'
import { openWatched } from '../watch/watched.ts'
import type { Watched } from '../watch/watched.ts'

let watched: Watched
beforeAll(async () => {
  watched = await openWatched()
}, 60_000)
afterAll(() => watched.close(), 60_000)

describe('S9: completeness', () => {
  it('finds a write that bypassed capture, reports it, and says how much is audited', async () => {
    const ticket = await watched.models.Ticket.create({ title: 'Printer', status: 'new' })
    await watched.past
      .collection('tickets')
      .updateOne({ _id: ticket._id }, { $set: { status: 'closed' } })
    const [event] = await until(async () => {
      const events = await watched.outOfBand()
      return events.length > 0 && events
    }, 60_000)
    expect(event).toMatchObject({
      type: 'tickets.updated',
      actor: { type: 'unknown' },
      severity: 'warning',
      fidelity: 'exact',
      details: { outOfBand: true },
    })
    expect(await watched.settled(2)).toMatchObject({ seen: 2, audited: 1, outOfBand: 1, gaps: 0 })
  }, 120_000)
})

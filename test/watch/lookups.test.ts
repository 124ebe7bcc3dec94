import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Timestamp } from 'mongodb'
import type { Document } from 'mongodb'
import { until } from '../sequencer/until.ts'
import { openWatched } from './watched.ts'
import type { Watched } from './watched.ts'

let watched: Watched
beforeAll(async () => {
  watched = await openWatched()
  await watched.models.Ticket.create(Array.from({ length: 20 }, (_, n) => ({ title: 'x', n })))
  await watched.audit.flush()
}, 60_000)
afterAll(() => watched.close(), 60_000)

const PERIOD = { $gte: new Date(0), $lte: new Date() }

for (const [index, query] of [
  [
    'by_because',
    { 'e.details.because': { $exists: true }, 'e.at': PERIOD, 'e.fidelity': 'intent' },
  ],
  [
    'by_target_write',
    {
      'e.target.id': { $in: [1, 2] },
      'e.ct.t': { $gte: new Timestamp({ t: 1, i: 1 }), $lte: new Timestamp({ t: 2, i: 1 }) },
      'e.target.type': { $in: ['Ticket'] },
    },
  ],
] as [string, Document][]) {
  it(`looks for events by the index ${index}, and reads no others`, async () => {
    const events = watched.past.collection('audit_events')
    await until(async () => events.indexExists(index))
    const cursor = events.find({ 'e.tenant': 'default', ...query }).hint(index)
    const { executionStats } = await cursor.explain('executionStats')
    expect(executionStats.totalDocsExamined).toBe(0)
  }, 60_000)
}

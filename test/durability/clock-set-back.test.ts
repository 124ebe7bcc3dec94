import { afterAll, expect, it } from '@jest/globals'
import { createSpooledRecorder, removeFolders } from './spooled-recorder.ts'

afterAll(removeFolders)

const HOUR_MS = 3_600_000

it('a spool that could not be written is tried again though the clock was set back meanwhile', async () => {
  let offsetMs = 0
  const clock = { now: () => new Date(Date.now() + offsetMs) }
  const { recorder, store, files } = createSpooledRecorder({ clock })
  store.isAway = true
  files.freeBytes = 0
  await recorder.record('orders.exported', { reason: 'no room', ack: 'spool' })
  expect(recorder.delivery.counts()).toMatchObject({ lost: 1, spool: { writable: false } })
  files.freeBytes = Infinity
  offsetMs = -HOUR_MS
  await recorder.record('orders.exported', { reason: 'room', ack: 'spool' })
  expect(recorder.delivery.counts()).toMatchObject({
    lost: 1,
    waiting: 1,
    spool: { writable: true },
  })
  store.isAway = false
  await recorder.delivery.flush()
  expect(store.events.size).toBe(1)
})

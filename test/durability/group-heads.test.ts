import { afterAll, describe, expect, it } from '@jest/globals'
import { createSpooledRecorder, removeFolders } from './spooled-recorder.ts'
import type { SpooledRecorder } from './spooled-recorder.ts'

afterAll(removeFolders)

async function exportTwice({ recorder }: SpooledRecorder): Promise<void> {
  await recorder.group('orders.exported', async () => {
    for (const reason of ['a', 'b']) {
      await recorder.record('orders.exported', { reason, ack: 'spool' })
    }
  })
  await recorder.delivery.flush()
}

function headOf({ store }: SpooledRecorder): unknown {
  const heads = [...store.events.values()].filter(
    ({ e }) => e.group !== undefined && e.group.index === undefined,
  )
  return heads.map(({ e }) => e.details)
}

describe('the head of a group', () => {
  it('counts members that are safe on the disk and not yet in the store', async () => {
    const one = createSpooledRecorder()
    const answer = one.store.hold()
    const work = exportTwice(one)
    // Nothing is stored before the group is over; the head itself waits for the store.
    setImmediate(answer)
    await work
    expect(headOf(one)).toEqual([{ count: 2, counts: { orders: 2 } }])
    await one.recorder.safekeeping.close(1_000)
  })

  it('is written though the store was away for the whole of it', async () => {
    const one = createSpooledRecorder({ patienceMs: 20 })
    one.store.isAway = true
    await one.recorder.group('orders.exported', async () => {
      await one.recorder.record('orders.exported', { reason: 'a', ack: 'spool' })
    })
    one.store.isAway = false
    await one.recorder.delivery.flush()
    expect(headOf(one)).toEqual([{ count: 1, counts: { orders: 1 } }])
    await one.recorder.safekeeping.close(1_000)
  })
})

import { afterAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredEvent } from '@rastro/core'
import {
  comeAfter,
  createSpooledRecorder,
  leaveBehind,
  newFolder,
  reasons,
  removeFolders,
  until,
} from './spooled-recorder.ts'

afterAll(removeFolders)

/** Events that are as large as they are told, in characters. */
function eventsOf(count: number, size: number): StoredEvent[] {
  return Array.from({ length: count }, (_, n) => {
    const e = { reason: `${n}`, details: { text: 'x'.repeat(size) } }
    return { _id: `${n}`, e } as unknown as StoredEvent
  })
}

describe('events of a call that changed many records', () => {
  it('are kept and stored, though together they are larger than a record of the spool', async () => {
    const { recorder, store } = createSpooledRecorder({ maxBytes: 256 * 1024 * 1024 })
    store.isAway = true
    expect(await recorder.delivery.deliver(eventsOf(150, 500_000))).toBe(true)
    expect(recorder.delivery.counts()).toMatchObject({ waiting: 150, lost: 0 })
    store.isAway = false
    await recorder.delivery.flush()
    expect(store.events.size).toBe(150)
    expect(recorder.delivery.counts()).toMatchObject({ waiting: 0, lost: 0 })
    await recorder.safekeeping.close(1_000)
  })

  it('are kept all or not at all', async () => {
    const { recorder, store } = createSpooledRecorder({ maxBytes: 1024 * 1024 })
    store.isAway = true
    expect(await recorder.delivery.deliver(eventsOf(150, 8_000))).toBe(false)
    expect(recorder.delivery.counts()).toMatchObject({ waiting: 0, lost: 150 })
    await recorder.safekeeping.close(1_000)
  })
})

describe('a store that does not answer', () => {
  it('is waited for by one call, not by each', async () => {
    const { recorder, store } = createSpooledRecorder({ patienceMs: 50 })
    const answer = store.hold()
    await recorder.record('orders.exported', { reason: 'first' })
    const before = store.appends.length
    await recorder.record('orders.exported', { reason: 'second' })
    expect(store.appends).toHaveLength(before)
    answer()
    await recorder.delivery.flush()
    expect(reasons(store).toSorted()).toEqual(['first', 'second'])
    await recorder.safekeeping.close(1_000)
  })
})

describe('an event that no store could take', () => {
  it('is refused at once', async () => {
    const { recorder } = createSpooledRecorder()
    const details = { text: 'x'.repeat(17_000_000) }
    await expect(recorder.record('orders.exported', { details })).rejects.toMatchObject({
      code: 'AUDIT_VALUE_INVALID',
    })
  })
})

describe('a folder that cannot be read', () => {
  it('does not keep others from being taken over', async () => {
    const folder = newFolder()
    await leaveBehind(folder, ['kept'])
    const broken = join(folder, 'spool-0')
    mkdirSync(join(broken, '00000001.spool'), { recursive: true })
    writeFileSync(join(broken, 'owner'), '{"process":"nobody"}')
    const { recorder, store } = comeAfter(folder)
    await until('what was left is stored', () => reasons(store).includes('kept'))
    await recorder.safekeeping.close(1_000)
  })
})

describe('after the end', () => {
  it('flushing ends too, though something waits in the spool', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    await recorder.record('orders.exported', { reason: 'left' })
    const { left } = await recorder.safekeeping.close(0)
    expect(left).toBe(1)
    await recorder.delivery.flush()
  })

  it('telemetry is dropped and counted', async () => {
    const { recorder } = createSpooledRecorder()
    await recorder.safekeeping.close(1_000)
    expect(await recorder.record('orders.exported', { class: 'telemetry' })).toBeUndefined()
    expect(recorder.delivery.counts().dropped).toBe(1)
  })
})

describe('files that were full while a sync was asked for', () => {
  it('are closed though nobody asks for another sync', async () => {
    const { recorder, files } = createSpooledRecorder({ maxBytes: 1024 * 1024 })
    let open = 0
    const plain = { ...files }
    Object.assign(files, {
      open(path: string) {
        const file = plain.open(path)
        open += 1
        return {
          ...file,
          close() {
            open -= 1
            file.close()
          },
        }
      },
    })
    const details = { text: 'x'.repeat(200_000) }
    await recorder.record('orders.exported', { details, ack: 'fsync' })
    for (let n = 0; n < 4; n += 1) {
      await recorder.delivery.flush()
      await recorder.record('orders.exported', { details, ack: 'spool' })
    }
    expect(open).toBeGreaterThan(1)
    recorder.safekeeping.start(async () => 'store-1')
    await until('full files are closed', () => open === 1)
    await recorder.safekeeping.close(1_000)
  })
})

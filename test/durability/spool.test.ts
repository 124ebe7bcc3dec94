import { afterAll, describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  comeAfter,
  createSpooledRecorder,
  detailsOf,
  reasons,
  removeFolders,
  until,
} from './spooled-recorder.ts'

afterAll(removeFolders)

describe('an event while the store is away', () => {
  it('waits on the disk, and the call returns', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    expect(await recorder.record('orders.exported', { reason: 'one' })).toMatch(/^[0-9A-Z]{26}$/)
    expect(recorder.delivery.counts()).toMatchObject({ stored: 0, lost: 0, waiting: 1 })
    store.isAway = false
    await recorder.delivery.flush()
    expect(reasons(store)).toEqual(['one'])
    expect(recorder.delivery.counts()).toMatchObject({ stored: 1, lost: 0, waiting: 0, lagMs: 0 })
  })

  it('does not keep the call for longer than the patience, where the store is slow', async () => {
    const { recorder, store } = createSpooledRecorder({ patienceMs: 50 })
    const open = store.hold()
    expect(await recorder.record('orders.exported', { reason: 'slow' })).toBeDefined()
    expect(recorder.delivery.counts().waiting).toBe(1)
    open()
    await recorder.delivery.flush()
    expect(reasons(store)).toEqual(['slow'])
  })

  it('goes to the disk at once when the store is known to be away', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    await recorder.record('orders.exported', { reason: 'one' })
    await until('the second try has failed', () => store.appends.length > 1)
    const tries = store.appends.length
    await recorder.record('orders.exported', { reason: 'two' })
    expect(
      store.appends
        .slice(tries)
        .flat()
        .map(({ e }) => e.reason),
    ).not.toContain('two')
    store.isAway = false
    await recorder.delivery.flush()
    expect(reasons(store).toSorted()).toEqual(['one', 'two'])
  })

  it('gets a new time of recording with each try, and keeps its id', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    const id = await recorder.record('orders.exported', { reason: 'one' })
    const [first] = store.appends[0] ?? []
    await until('the clock has moved', () => Date.now() > (first?.recordedAt.getTime() ?? 0))
    store.isAway = false
    await recorder.delivery.flush()
    const stored = store.events.get(String(id))
    expect(stored?.recordedAt.getTime()).toBeGreaterThan(first?.recordedAt.getTime() ?? Infinity)
    expect(stored?.e).toEqual(first?.e)
  })

  it('that the store refuses for good lets the others pass', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.refused = 'poison'
    const all = ['one', 'poison', 'two', 'three']
    await Promise.all(
      all.map((reason) => recorder.record('orders.exported', { reason, ack: 'spool' })),
    )
    await until('the others are stored', () => reasons(store).length === 3)
    expect(reasons(store).toSorted()).toEqual(['one', 'three', 'two'])
    expect(recorder.delivery.counts()).toMatchObject({ waiting: 1, lost: 0 })
    recorder.delivery.stop()
  })
})

describe('calls at the same time', () => {
  it('share inserts: what comes while one is under way goes with the next', async () => {
    const { recorder, store } = createSpooledRecorder({ patienceMs: 10_000 })
    const open = store.hold()
    const all = Array.from({ length: 50 }, (_, n) =>
      recorder.record('orders.exported', { reason: `r${n}` }),
    )
    await until('the first insert is under way', () => store.appends.length === 1)
    open()
    await Promise.all(all)
    expect(store.appends.length).toBeLessThanOrEqual(3)
    expect(store.appends.flat().map(({ e }) => e.reason)).toEqual(all.map((_, n) => `r${n}`))
  })

  it('do not fail for each other: one refused event is only its own call’s', async () => {
    const { recorder, store } = createSpooledRecorder({ spool: undefined as never })
    store.refused = 'poison'
    const open = store.hold()
    const all = ['zero', 'one', 'poison', 'two'].map((reason) =>
      recorder.record('orders.exported', { reason }),
    )
    open()
    const ids = await Promise.all(all)
    expect(ids.map((id) => id !== undefined)).toEqual([true, true, false, true])
    expect(recorder.delivery.counts()).toMatchObject({ stored: 3, lost: 1 })
  })
})

describe('acknowledgement', () => {
  it('spool: returns before the store has it', async () => {
    const { recorder, store, segments } = createSpooledRecorder()
    const open = store.hold()
    await recorder.record('orders.exported', { reason: 'one', ack: 'spool' })
    expect(reasons(store)).toEqual([])
    expect(readFileSync(segments()[0] ?? '', 'utf8')).toContain('"one"')
    open()
    await recorder.delivery.flush()
    expect(reasons(store)).toEqual(['one'])
  })

  it('fsync: many calls share a sync', async () => {
    const { recorder, files } = createSpooledRecorder()
    const all = Array.from({ length: 30 }, () =>
      recorder.record('orders.exported', { ack: 'fsync' }),
    )
    await Promise.all(all)
    expect(files.syncs.count).toBeGreaterThanOrEqual(1)
    expect(files.syncs.count).toBeLessThanOrEqual(3)
  })

  it('fsync: waits for the store where the disk does not confirm', async () => {
    const { recorder, store, files } = createSpooledRecorder()
    files.isSyncBroken = true
    await recorder.record('orders.exported', { reason: 'one', ack: 'fsync' })
    expect(reasons(store)).toEqual(['one'])
  })

  it('critical: is an error where the store does not have it', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    await expect(recorder.record('orders.exported', { class: 'critical' })).rejects.toMatchObject({
      code: 'AUDIT_STORE_UNAVAILABLE',
    })
    expect(recorder.delivery.counts()).toMatchObject({ waiting: 0, lost: 0 })
  })
})

describe('a full disk', () => {
  it('loses what the store does not take either, counts it, and says so once without values', async () => {
    const { recorder, store, files, said } = createSpooledRecorder()
    await recorder.record('orders.exported', { reason: 'before', ack: 'spool' })
    await recorder.delivery.flush()
    store.isAway = true
    files.freeBytes = 20
    await recorder.record('orders.exported', { reason: 'planted' })
    await recorder.record('orders.exported', { reason: 'planted' })
    expect(recorder.delivery.counts()).toMatchObject({ lost: 2, spool: { writable: false } })
    expect(said.filter((line) => line.includes('ENOSPC'))).toHaveLength(1)
    expect(said.join()).not.toContain('planted')
  })

  it('is used again when there is room, and half a record does no harm', async () => {
    const { recorder, store, files, folder } = createSpooledRecorder({ self: 'dead' })
    store.isAway = true
    await recorder.record('orders.exported', { reason: 'one', ack: 'spool' })
    files.freeBytes = 30
    await recorder.record('orders.exported', { reason: 'lost', ack: 'spool' })
    files.freeBytes = Infinity
    await until('the spool is tried again', async () => {
      await recorder.record('orders.exported', { reason: 'two', ack: 'spool' })
      return recorder.delivery.counts().spool?.writable === true
    })
    recorder.delivery.stop()
    const next = comeAfter(folder)
    await until(
      'the folder is done',
      () => detailsOf(next.store, 'audit.integrity.replayed').length === 1,
    )
    expect(new Set(reasons(next.store))).toEqual(new Set(['one', 'two']))
    expect(detailsOf(next.store, 'audit.integrity.gap')).toEqual([])
  })

  it('costs a standard write nothing but the time to the store', async () => {
    const { recorder, store, files } = createSpooledRecorder()
    files.freeBytes = 0
    await recorder.record('orders.exported', { reason: 'one', ack: 'spool' })
    expect(reasons(store)).toEqual(['one'])
  })
})

describe('the size of the spool', () => {
  it('has a limit; beyond it calls wait for the store', async () => {
    const { recorder, store } = createSpooledRecorder({ maxBytes: 1024 * 1024, patienceMs: 50 })
    store.isAway = true
    const reason = 'x'.repeat(10_000)
    for (let n = 0; n < 150; n += 1)
      await recorder.record('orders.exported', { reason, ack: 'spool' })
    const { spool, lost, waiting } = recorder.delivery.counts()
    expect(spool?.bytes).toBeLessThanOrEqual(1024 * 1024)
    expect(lost).toBeGreaterThan(0)
    expect(lost + waiting).toBe(150)
    store.isAway = false
    await recorder.delivery.flush()
    expect(store.events.size).toBe(waiting)
  })

  it('shrinks by what is stored', async () => {
    const { recorder, segments } = createSpooledRecorder({ maxBytes: 1024 * 1024 })
    const reason = 'x'.repeat(10_000)
    for (let n = 0; n < 300; n += 1) {
      await recorder.record('orders.exported', { reason, ack: 'spool' })
      if (n % 20 === 0) await recorder.delivery.flush()
    }
    await recorder.delivery.flush()
    expect(recorder.delivery.counts()).toMatchObject({ lost: 0, stored: 300 })
    expect(segments().length).toBeLessThanOrEqual(2)
  })
})

describe('telemetry', () => {
  it('is dropped beyond its queue, and the drops that are told equal those that were counted', async () => {
    const { recorder, store } = createSpooledRecorder({ maxTelemetryEvents: 10 })
    const open = store.hold()
    const ids = await Promise.all(
      Array.from({ length: 35 }, () => recorder.record('orders.exported', { class: 'telemetry' })),
    )
    expect(ids.filter((id) => id === undefined)).toHaveLength(25)
    expect(recorder.delivery.counts()).toMatchObject({ dropped: 25, waiting: 10, lost: 0 })
    open()
    await recorder.delivery.flush()
    const told = detailsOf(store, 'audit.integrity.dropped')
    expect(told.reduce((sum, { count }) => sum + Number(count), 0)).toBe(25)
    expect(store.events.size - told.length).toBe(10)
  })

  it('keeps nobody waiting while the store is away', async () => {
    const { recorder, store } = createSpooledRecorder()
    store.isAway = true
    expect(await recorder.record('orders.exported', { class: 'telemetry' })).toBeDefined()
    store.isAway = false
    await recorder.delivery.flush()
    expect(store.events.size).toBe(1)
  })
})

describe('the end of a process', () => {
  it('waits for what is under way, and leaves nothing behind', async () => {
    const { recorder, store, folder } = createSpooledRecorder()
    recorder.safekeeping.start(async () => 'store-1')
    const sent = recorder.record('orders.exported', { reason: 'one', ack: 'spool' })
    await sent
    expect(await recorder.safekeeping.close(5_000)).toEqual({ left: 0, lost: 0 })
    expect(reasons(store)).toEqual(['one'])
    expect(readdirSync(folder).filter((name) => name.startsWith('spool-'))).toEqual([])
  })

  it('comes by its deadline; what is left stays in the spool, telemetry too', async () => {
    const { recorder, store, folder } = createSpooledRecorder({ self: 'same' })
    store.isAway = true
    await recorder.record('orders.exported', { reason: 'one' })
    await recorder.record('orders.exported', { reason: 'two', class: 'telemetry' })
    const began = performance.now()
    expect(await recorder.safekeeping.close(100)).toEqual({ left: 2, lost: 0 })
    expect(performance.now() - began).toBeLessThan(2_000)
    // The same process begins anew, as a test runner or a reload does.
    const next = createSpooledRecorder({ folder, self: 'same' })
    next.recorder.safekeeping.start(async () => 'store-1')
    await until('they are stored', () => reasons(next.store).length === 2)
    expect(reasons(next.store).toSorted()).toEqual(['one', 'two'])
  })
})

describe('the folder', () => {
  it('is for its owner alone, and no version control takes it', async () => {
    const { recorder, folder, segments } = createSpooledRecorder()
    await recorder.record('orders.exported', { reason: 'one', ack: 'spool' })
    const [path = ''] = segments()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  })
})

import { afterAll, describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  comeAfter,
  createSpooledRecorder,
  createSwitchableStore,
  detailsOf,
  leaveBehind,
  newFolder,
  reasons,
  removeFolders,
  until,
} from './spooled-recorder.ts'

afterAll(removeFolders)

describe('a folder that a dead process left', () => {
  it('is taken over: its events are stored once, and an event says so', async () => {
    const folder = newFolder()
    await leaveBehind(folder, ['one', 'two'])
    const next = comeAfter(folder)
    await until(
      'the folder is done',
      () => detailsOf(next.store, 'audit.integrity.replayed').length === 1,
    )
    expect(reasons(next.store).toSorted()).toEqual(['one', 'two'])
    expect(detailsOf(next.store, 'audit.integrity.replayed')).toEqual([{ events: 2 }])
    expect(readdirSync(folder).filter((name) => name.startsWith('spool-'))).toHaveLength(1)
  })

  it('is left alone while its process lives', async () => {
    const folder = newFolder()
    const other = await leaveBehind(folder, ['one'])
    const next = createSpooledRecorder({ folder, self: 'next', alive: new Set(['dead']) })
    next.recorder.safekeeping.start(async () => 'store-1')
    await next.recorder.record('orders.exported', { reason: 'own', ack: 'spool' })
    await next.recorder.delivery.flush()
    expect(reasons(next.store)).toEqual(['own'])
    other.store.isAway = false
    await other.recorder.delivery.flush()
    expect(reasons(other.store)).toEqual(['one'])
  })

  it('is left alone where its events are for another store', async () => {
    const folder = newFolder()
    const first = createSpooledRecorder({ folder, self: 'dead' })
    first.recorder.safekeeping.start(async () => 'store-2')
    await until('it knows its store', () => readOwners(folder).includes('store-2'))
    first.store.isAway = true
    await first.recorder.record('orders.exported', { reason: 'foreign', ack: 'spool' })
    const next = comeAfter(folder)
    await until('it was looked at', () => next.said.some((line) => line.includes('another store')))
    await next.recorder.delivery.flush()
    expect(reasons(next.store)).toEqual([])
    expect(readOwners(folder)).toContain('store-2')
  })

  it('is taken over by one of several that come at once', async () => {
    const folder = newFolder()
    await leaveBehind(folder, ['one', 'two', 'three'])
    const store = createSwitchableStore()
    const comers = ['a', 'b', 'c'].map((self) => {
      const one = createSpooledRecorder({ folder, self, store, alive: new Set(['a', 'b', 'c']) })
      one.recorder.safekeeping.start(async () => 'store-1')
      return one
    })
    await until('the folder is done', () => detailsOf(store, 'audit.integrity.replayed').length > 0)
    expect(detailsOf(store, 'audit.integrity.replayed')).toEqual([{ events: 3 }])
    expect(comers).toHaveLength(3)
  })

  it('is found inside the folder of one that died while it took it over', async () => {
    const folder = newFolder()
    await leaveBehind(folder, ['one'])
    const second = createSpooledRecorder({ folder, self: 'second' })
    second.store.isAway = true
    second.recorder.safekeeping.start(async () => 'store-1')
    await until('it has tried', () => second.store.appends.length > 0)
    second.recorder.delivery.stop()
    const third = comeAfter(folder)
    await until(
      'the folder is done',
      () => detailsOf(third.store, 'audit.integrity.replayed').length === 1,
    )
    expect(reasons(third.store)).toEqual(['one'])
  })

  it('that was replayed in part is replayed again, and nothing is there twice', async () => {
    const folder = newFolder()
    const first = await leaveBehind(folder, ['one', 'two'])
    const store = createSwitchableStore()
    // The store took them, and the process died before it could note so.
    await store.append(first.store.appends.flat().slice(0, 1))
    const next = createSpooledRecorder({ folder, self: 'next', store })
    next.recorder.safekeeping.start(async () => 'store-1')
    await until(
      'the folder is done',
      () => detailsOf(store, 'audit.integrity.replayed').length === 1,
    )
    expect(reasons(store).toSorted()).toEqual(['one', 'two'])
  })

  it('is removed without a word where nothing was left in it', async () => {
    const folder = newFolder()
    const first = await leaveBehind(folder, ['one'])
    first.store.isAway = false
    await first.recorder.delivery.flush()
    await until('its ends are written', () => readSegments(folder).includes('S[1]'))
    const next = comeAfter(folder)
    await until(
      'the folder is gone',
      () => readdirSync(folder).filter((n) => n.startsWith('spool-')).length === 1,
    )
    await next.recorder.delivery.flush()
    expect([...next.store.events.values()]).toEqual([])
  })
})

describe('a file that a crash tore', () => {
  it('gives all whole records, at whatever byte it ends', async () => {
    const folder = newFolder()
    const { segments } = await leaveBehind(folder, ['one', 'two'])
    const [path = ''] = segments()
    const whole = readFileSync(path)
    const lengthOfFirst = 8 + whole.readUInt32LE(0)
    for (let end = lengthOfFirst; end < whole.length; end += 1) {
      const torn = newFolder()
      await leaveBehind(torn, ['zero'])
      const [target = ''] = segmentsIn(torn)
      writeFileSync(target, whole)
      truncateSync(target, end)
      const next = comeAfter(torn)
      await until(
        'the folder is done',
        () => detailsOf(next.store, 'audit.integrity.replayed').length === 1,
      )
      expect(reasons(next.store)).toEqual(['one'])
      expect(detailsOf(next.store, 'audit.integrity.gap')).toEqual([])
      next.recorder.delivery.stop()
    }
  }, 60_000)

  it('loses the damaged record in the middle alone, and the gap becomes an event', async () => {
    const folder = newFolder()
    const { segments } = await leaveBehind(folder, ['one', 'two', 'three'])
    const [path = ''] = segments()
    const bytes = readFileSync(path)
    bytes.write('TWO', bytes.indexOf('"two"') + 1)
    writeFileSync(path, bytes)
    const next = comeAfter(folder)
    await until('the gap is told', () => detailsOf(next.store, 'audit.integrity.gap').length === 1)
    expect(reasons(next.store).toSorted()).toEqual(['one', 'three'])
    expect(detailsOf(next.store, 'audit.integrity.gap')).toEqual([
      { because: 'spool-damaged', count: 1 },
    ])
  })

  it('finds its way again where a length is wrong', async () => {
    const folder = newFolder()
    const { segments } = await leaveBehind(folder, ['one', 'two', 'three'])
    const [path = ''] = segments()
    const bytes = readFileSync(path)
    bytes.writeUInt32LE(0x7fff_ffff, 8 + bytes.readUInt32LE(0))
    writeFileSync(path, bytes)
    const next = comeAfter(folder)
    await until('the gap is told', () => detailsOf(next.store, 'audit.integrity.gap').length === 1)
    expect(reasons(next.store).toSorted()).toEqual(['one', 'three'])
  })
})

function segmentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('spool-'))
    .flatMap((name) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
    .filter((path) => path.endsWith('.spool'))
}

function readSegments(folder: string): string {
  return segmentsIn(folder)
    .map((path) => readFileSync(path, 'latin1'))
    .join('')
}

function readOwners(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.startsWith('spool-'))
    .map((name) => readFileSync(join(folder, name, 'owner'), 'utf8'))
    .join()
}

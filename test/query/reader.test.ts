import { describe, expect, it } from '@jest/globals'
import { createReader } from '@rastro/core'
import type { ReadAccess } from '@rastro/core'
import * as fc from 'fast-check'
import {
  ACCESS,
  NOW,
  ZONE,
  catalog,
  clusterPosition,
  createLog,
  readAll,
  seconds,
} from './sample-log.ts'
import type { Log, Sample } from './sample-log.ts'

async function names(log: Log, query = {}, access: ReadAccess = ACCESS): Promise<unknown[]> {
  const { events } = await log.reader.find(access, query)
  return events.map(({ reason }) => reason)
}

describe('find', () => {
  it('gives the newest first, with id and fields', async () => {
    const log = createLog()
    const [first = '', second = ''] = await log.add({ at: seconds(0) }, { at: seconds(1) })
    const page = await log.reader.find(ACCESS, {})
    expect(page.events.map(({ id }) => id)).toEqual([second, first])
    expect(page).toMatchObject({ next: null, sequencedUpTo: null })
    expect(page.events[0]).toMatchObject({ at: seconds(1), place: 'tickets', recordedAt: NOW })
    expect(page.events[0]).not.toHaveProperty('fk')
  })

  for (const order of ['newest', 'oldest'] as const) {
    it(`pages through every event exactly once, ${order} first, also at one instant`, async () => {
      const log = createLog()
      const ids = await log.add(...Array.from({ length: 23 }, (_, i) => ({ at: seconds(i >> 2) })))
      const read = await readAll(async (cursor) => {
        const page = await log.reader.find(
          ACCESS,
          {},
          { limit: 5, order, ...(cursor && { cursor }) },
        )
        return { items: page.events.map(({ id }) => id), next: page.next }
      })
      expect(read).toEqual(order === 'oldest' ? ids : ids.toReversed())
    })
  }

  it('is not confused by events that arrive between two pages', async () => {
    const log = createLog()
    const ids = await log.add({ at: seconds(1) }, { at: seconds(2) }, { at: seconds(3) })
    const first = await log.reader.find(ACCESS, {}, { limit: 1 })
    await log.add({ at: seconds(4) })
    const rest = await log.reader.find(ACCESS, {}, { limit: 5, cursor: first.next ?? '' })
    expect(rest.events.map(({ id }) => id)).toEqual([ids[1], ids[0]])
  })

  it('lets a moving period begin on every page where it began on the first', async () => {
    let now = NOW
    const log = createLog({ now: () => now })
    await log.add({ at: seconds(-86_400), reason: 'old' }, { at: seconds(-10), reason: 'new' })
    const first = await log.reader.find(ACCESS, { p: '24h' }, { limit: 1 })
    now = seconds(60)
    const second = await log.reader.find(
      ACCESS,
      { p: '24h' },
      { limit: 1, cursor: first.next ?? '' },
    )
    expect(second.events.map(({ reason }) => reason)).toEqual(['old'])
  })

  it('refuses a page of a moving period that began days ago', async () => {
    let now = NOW
    const log = createLog({ now: () => now })
    await log.add({ at: seconds(-10) }, { at: seconds(-9) })
    const first = await log.reader.find(ACCESS, { p: '24h' }, { limit: 1 })
    now = seconds(3 * 86_400)
    const late = log.reader.find(ACCESS, { p: '24h' }, { limit: 1, cursor: first.next ?? '' })
    await expect(late).rejects.toMatchObject({ code: 'AUDIT_CURSOR_INVALID' })
  })

  it('refuses a search for accents alone, which would find everything', async () => {
    const nothing = createLog().reader.find(ACCESS, { q: '\u0301' })
    await expect(nothing).rejects.toMatchObject({ code: 'AUDIT_QUERY_INVALID', field: 'q' })
  })

  it('takes the order from the query too, as the page address has it', async () => {
    const log = createLog()
    await log.add({ at: seconds(1), reason: 'a' }, { at: seconds(2), reason: 'b' })
    expect(await names(log, { order: 'oldest' })).toEqual(['a', 'b'])
  })

  it('shows nothing of another tenant', async () => {
    const log = createLog()
    await log.add({ tenant: 'other', reason: 'theirs' }, { reason: 'ours' })
    expect(await names(log)).toEqual(['ours'])
    expect(await names(log, {}, { tenant: 'nobody' })).toEqual([])
  })

  it('shows nothing outside the scope, whatever is asked for', async () => {
    const log = createLog()
    const target = (id: string) => ({ target: { type: 'Ticket', id } })
    await log.add({ ...target('1'), reason: 'mine' }, { ...target('2'), reason: 'not mine' })
    const access = { tenant: 'acme', scope: { target: { type: 'Ticket', id: '1' } } }
    expect(await names(log, {}, access)).toEqual(['mine'])
    expect(await names(log, { tt: 'Ticket', tid: '2' }, access)).toEqual([])
  })

  for (const limit of [0, 501, 1.5, '10x', -1, Number.NaN]) {
    it(`refuses a page of ${limit} events`, async () => {
      await expect(
        createLog().reader.find(ACCESS, {}, { limit: limit as number }),
      ).rejects.toMatchObject({
        code: 'AUDIT_QUERY_INVALID',
        field: 'limit',
      })
    })
  }

  it('refuses an unknown page option with a suggestion', async () => {
    await expect(createLog().reader.find(ACCESS, {}, { limits: 5 } as never)).rejects.toThrow(
      "'limit'",
    )
  })
})

describe('values that come from a list', () => {
  const wrong = {
    op: 'updat',
    place: 'ticket',
    cat: 'record',
    ut: 'agnt',
    sev: 'crit',
    res: 'succes',
  }
  for (const [field, value] of Object.entries(wrong)) {
    it(`are refused with a suggestion where nobody knows them: ${field}`, async () => {
      await expect(createLog().reader.find(ACCESS, { [field]: value })).rejects.toMatchObject({
        code: 'AUDIT_QUERY_INVALID',
        field,
        message: expect.stringMatching(/did you mean|expected one of/),
      })
    })
  }

  it('may be ones that only the log has seen', async () => {
    const log = createLog()
    await log.add({
      place: 'invoices',
      operation: 'approve',
      actor: { type: 'robot' },
      reason: 'seen',
    })
    expect(await names(log, { place: 'invoices', op: 'approve', ut: 'robot' })).toEqual(['seen'])
  })

  it('take every named app', async () => {
    const log = createLog()
    await log.add({ actor: { type: 'app', name: 'Zap' }, reason: 'zap' }, { reason: 'no app' })
    expect(await names(log, { ut: 'app:Zap' })).toEqual(['zap'])
    expect(await names(log, { ut: 'app:Other' })).toEqual([])
  })

  it('are not spelt out of the log to a confined reader', async () => {
    const log = createLog()
    await log.add({ place: 'secretprojects' })
    const access = { tenant: 'acme', scope: { actor: { id: 'u-9' } } }
    const refusal = log.reader.find(access, { place: 'secretproject' })
    await expect(refusal).rejects.toThrow(/^(?!.*secretprojects)/)
  })
})

describe('count and get', () => {
  it('count what the filter matches', async () => {
    const log = createLog()
    await log.add({}, {}, { place: 'clients' })
    expect(await log.reader.count(ACCESS, { place: 'tickets' })).toEqual({ n: 2, exact: true })
  })

  it('find one event by its id, and nothing for what is no id', async () => {
    const log = createLog()
    const [id = ''] = await log.add({ reason: 'here' })
    expect(await log.reader.get(ACCESS, id)).toMatchObject({ id, reason: 'here' })
    for (const wrong of ['', 'x', `${id}0`, '__proto__', { $ne: '' }, undefined]) {
      expect(await log.reader.get(ACCESS, wrong as string)).toBeUndefined()
    }
  })

  it('do not find an event of another tenant or outside the scope', async () => {
    const log = createLog()
    const [id = ''] = await log.add({ target: { type: 'Ticket', id: '1' } })
    expect(await log.reader.get({ tenant: 'other' }, id)).toBeUndefined()
    const scope = { target: { type: 'Ticket', id: '2' } }
    expect(await log.reader.get({ tenant: 'acme', scope }, id)).toBeUndefined()
  })

  it('tell the values that were seen, but not to a confined reader', async () => {
    const log = createLog()
    await log.add({ actor: { type: 'app', name: 'Zap' } })
    expect(await log.reader.seen(ACCESS)).toMatchObject({ actorTypes: ['app:Zap'] })
    const confined = { tenant: 'acme', scope: { actor: { id: 'u-1' } } }
    expect(await log.reader.seen(confined)).toEqual({ places: [], operations: [], actorTypes: [] })
  })
})

describe('history', () => {
  const target = { type: 'Ticket', id: 7 }

  async function history(log: Log, order: 'newest' | 'oldest', limit = 50): Promise<unknown[]> {
    return readAll(async (cursor) => {
      const page = await log.reader.history(ACCESS, target, {
        order,
        limit,
        ...(cursor && { cursor }),
      })
      return { items: page.events.map(({ reason }) => reason), next: page.next }
    })
  }

  /** Writes of one transaction share their time; the clocks of two servers disagree. */
  const samples: readonly Sample[] = [
    { target, reason: 'created', at: seconds(0), ct: clusterPosition(100) },
    { target, reason: 'viewed', at: seconds(5) },
    { target, reason: 'tx 1', at: seconds(10), ct: clusterPosition(110, 0) },
    { target, reason: 'tx 2', at: seconds(10), ct: clusterPosition(110, 1) },
    { target, reason: 'tx 3', at: seconds(9), ct: clusterPosition(110, 2) },
    { target, reason: 'exported', at: seconds(20) },
    { related: [target], reason: 'related', at: seconds(30), ct: clusterPosition(130) },
    { target: { type: 'Ticket', id: 8 }, reason: 'another', at: seconds(31) },
  ]
  const expected = ['created', 'viewed', 'tx 1', 'tx 2', 'tx 3', 'exported', 'related']

  for (const limit of [1, 2, 3, 50]) {
    it(`stands in the order of the writes, both ways, in pages of ${limit}`, async () => {
      const log = createLog()
      await log.add(...samples)
      expect(await history(log, 'oldest', limit)).toEqual(expected)
      expect(await history(log, 'newest', limit)).toEqual(expected.toReversed())
    })
  }

  it('is what find gives for exactly one record', async () => {
    const log = createLog()
    await log.add(...samples)
    expect(await names(log, { tt: 'Ticket', tid: '7', order: 'oldest' })).toEqual(expected)
  })

  it('keeps what arrives between two pages out of the later one', async () => {
    const log = createLog()
    await log.add(
      { target, reason: 'write', at: seconds(0), ct: clusterPosition(1) },
      { target, reason: 'view 1', at: seconds(1) },
      { target, reason: 'view 2', at: seconds(2) },
    )
    const first = await log.reader.history(ACCESS, target, { limit: 1 })
    await log.add({ target, reason: 'late', at: seconds(9), ct: clusterPosition(9) })
    const rest = await log.reader.history(ACCESS, target, { limit: 9, cursor: first.next ?? '' })
    expect(rest.events.map(({ reason }) => reason)).toEqual(['view 1', 'write'])
  })

  it('holds every event once, writes in their order, whatever the clocks said', async () => {
    const event = fc.record({ at: fc.integer({ min: 0, max: 9 }), timed: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('newest' as const, 'oldest' as const),
        async (events, limit, order) => {
          const log = createLog()
          await log.add(
            ...events.map(({ at, timed }, i) => ({
              target,
              at: seconds(at),
              reason: `${timed ? 't' : 'u'}${i}`,
              ...(timed ? { ct: clusterPosition(i + 1) } : {}),
            })),
          )
          const read = (await history(log, order, limit)) as string[]
          expect(read.toSorted()).toEqual(
            events.map((e, i) => `${e.timed ? 't' : 'u'}${i}`).toSorted(),
          )
          const writes = events.flatMap((e, i) => (e.timed ? [`t${i}`] : []))
          const inOrder = order === 'oldest' ? writes : writes.toReversed()
          expect(read.filter((name) => name.startsWith('t'))).toEqual(inOrder)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('shows nothing of a record outside the scope', async () => {
    const log = createLog()
    await log.add(...samples)
    const access = { tenant: 'acme', scope: { target: { type: 'Ticket', id: '8' } } }
    expect((await log.reader.history(access, target)).events).toEqual([])
    expect((await log.reader.history({ tenant: 'other' }, target)).events).toEqual([])
  })
})

describe('createReader', () => {
  it('refuses a zone that is none, at construction', () => {
    const { store } = createLog()
    const clock = { now: () => NOW }
    expect(() => createReader({ store, catalog, clock, zone: 'Mars/Base' })).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'zone' }),
    )
    expect(() => createReader({ store, catalog, clock, zone: ZONE, limit: 1 } as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_UNKNOWN' }),
    )
  })
})

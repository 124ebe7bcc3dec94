import { describe, expect, it } from '@jest/globals'
import type { FoldedEntry, PageOptions, ReadAccess } from '@rastro/core'
import { ACCESS, createLog, readAll, seconds } from './sample-log.ts'
import type { Log, Sample } from './sample-log.ts'

async function fold(
  log: Log,
  query = {},
  options: PageOptions & { access?: ReadAccess } = {},
): Promise<FoldedEntry[]> {
  const { access = ACCESS, ...page } = options
  return readAll(async (cursor) => {
    const read = await log.reader.findFolded(access, query, { ...page, ...(cursor && { cursor }) })
    return { items: read.entries, next: read.next }
  })
}

function shown(entries: readonly FoldedEntry[]): unknown[] {
  return entries.map(({ event, folded }) => [event.reason, folded?.id])
}

function member(group: string, index: number, sample: Sample = {}): Sample {
  return {
    reason: `${group} member ${index}`,
    operation: 'bulk-delete',
    type: 'tickets.deleted',
    target: { type: 'Ticket', id: `${group}-${index}` },
    group: { id: group, index },
    ...sample,
  }
}

function head(group: string, sample: Sample = {}): Sample {
  return {
    reason: `${group} head`,
    operation: 'delete',
    place: 'clients',
    group: { id: group },
    ...sample,
  }
}

describe('findFolded', () => {
  it('shows each group once, as its head, among single events', async () => {
    const log = createLog()
    await log.add(
      { reason: 'before', at: seconds(0) },
      member('g', 0, { at: seconds(1) }),
      { reason: 'between', at: seconds(2) },
      member('g', 1, { at: seconds(3) }),
      head('g', { at: seconds(4) }),
      { reason: 'after', at: seconds(5) },
    )
    for (const limit of [1, 2, 50]) {
      expect(shown(await fold(log, {}, { limit }))).toEqual([
        ['after', undefined],
        ['g head', 'g'],
        ['between', undefined],
        ['before', undefined],
      ])
    }
  })

  it('shows the head also where only members match', async () => {
    const log = createLog()
    await log.add(member('g', 0), member('g', 1), head('g'))
    expect(shown(await fold(log, { op: 'bulk-delete' }))).toEqual([['g head', 'g']])
  })

  it('shows the first member of a group without a head, and says that it is unfinished', async () => {
    const log = createLog()
    await log.add(member('g', 0, { at: seconds(1) }), member('g', 1, { at: seconds(2) }))
    const [entry] = await fold(log)
    expect(entry).toMatchObject({
      event: { reason: 'g member 1' },
      folded: { id: 'g', unfinished: true },
    })
  })

  it('fills its page although a large group lies in between', async () => {
    const log = createLog()
    await log.add(
      { reason: 'oldest', at: seconds(0) },
      ...Array.from({ length: 3000 }, (_, i) => member('big', i, { at: seconds(1) })),
      { reason: 'newest', at: seconds(2) },
    )
    const { entries, next } = await log.reader.findFolded(ACCESS, {}, { limit: 3 })
    expect(shown(entries)).toEqual([
      ['newest', undefined],
      ['big member 2999', 'big'],
      ['oldest', undefined],
    ])
    expect(next).toBeNull()
  })

  for (const order of ['newest', 'oldest'] as const) {
    it(`shows each of 300 interleaved groups once, ${order} first, with a cursor of bounded size`, async () => {
      const log = createLog()
      const groups = Array.from({ length: 300 }, (_, i) => `group-with-a-long-name-${i}`)
      for (const index of [0, 1, 2]) {
        await log.add(...groups.map((g, i) => member(g, index, { at: seconds(index * 1000 + i) })))
      }
      const cursors: string[] = []
      const entries = await readAll(async (cursor) => {
        if (cursor !== undefined) cursors.push(cursor)
        const page = await log.reader.findFolded(
          ACCESS,
          {},
          { limit: 40, order, ...(cursor && { cursor }) },
        )
        return { items: page.entries, next: page.next }
      })
      const ids = entries.map(({ folded }) => folded?.id ?? '')
      expect(ids.toSorted()).toEqual(groups.toSorted())
      for (const cursor of cursors) expect(cursor.length).toBeLessThanOrEqual(4096)
    })
  }

  it('does not show a head that counts what a confined reader may not know of', async () => {
    const log = createLog()
    await log.add(member('g', 0), member('g', 1), head('g'))
    const scope = { target: { type: 'Ticket', id: 'g-0' } }
    const entries = await fold(log, {}, { access: { tenant: 'acme', scope } })
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({
      event: { reason: 'g member 0' },
      folded: { id: 'g', unfinished: false },
    })
  })

  it('hands out a short page rather than search without end', async () => {
    const log = createLog()
    // Each group is larger than what one look takes, so every look finds one line.
    const large = (g: number) =>
      Array.from({ length: 60 }, (_, i) => member(`g${g}`, i, { at: seconds(g) }))
    for (let g = 0; g < 30; g += 1) await log.add(...large(g))
    const { entries, next } = await log.reader.findFolded(ACCESS, {}, { limit: 28 })
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.length).toBeLessThan(28)
    expect(next).not.toBeNull()
    expect(
      (await fold(log, {}, { limit: 28 })).map(({ folded }) => folded?.id ?? '').toSorted(),
    ).toEqual(Array.from({ length: 30 }, (_, g) => `g${g}`).toSorted())
  })
})

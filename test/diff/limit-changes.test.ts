import { describe, expect, it } from '@jest/globals'
import { byteSize, diffRecords, limitChanges } from '@rastro/core'
import type { Change } from '@rastro/core'
import * as fc from 'fast-check'

const text = (length: number): string => 'x'.repeat(length)

describe('limitChanges', () => {
  it('leaves changes that fit as they are', () => {
    const changes = diffRecords({ a: 1, b: text(30_000) }, { a: 2, b: text(30_001) })
    expect(limitChanges(changes)).toEqual(changes)
  })

  it('leaves the largest value out first, and keeps its path', () => {
    const changes = diffRecords(
      { _id: 1, small: 'a', middle: text(200), large: text(500) },
      { _id: 1, small: 'b', middle: text(201), large: text(501) },
    )
    expect(limitChanges(changes, { maxBytes: 500 })).toEqual([
      { path: ['small'], op: 'replace', before: 'a', after: 'b' },
      { path: ['middle'], op: 'replace', before: text(200), after: text(201) },
      { path: ['large'], op: 'replace', omitted: 'size' },
    ])
  })

  it('counts bytes and not characters', () => {
    const changes = diffRecords({}, { a: 'é'.repeat(100) })
    expect(limitChanges(changes, { maxBytes: 205 })[0]?.omitted).toBeUndefined()
    expect(limitChanges(changes, { maxBytes: 204 })[0]?.omitted).toBe('size')
  })

  it('collapses too many paths to their parent, and only those', () => {
    const image = (n: number): Record<string, unknown> => ({
      status: n,
      items: Array.from({ length: 10_001 }, (_, i) => ({ i, n })),
      note: `note ${n}`,
    })
    expect(limitChanges(diffRecords(image(1), image(2)))).toEqual([
      { path: ['status'], op: 'replace', before: 1, after: 2 },
      { path: ['items'], op: 'replace', omitted: 'size' },
      { path: ['note'], op: 'replace', before: 'note 1', after: 'note 2' },
    ])
  })

  it('stops at the deepest parents that are few enough', () => {
    const groups = Array.from({ length: 10 }, (_, group) => [
      `group${group}`,
      Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`field${n}`, n])),
    ])
    const changes = limitChanges(diffRecords(undefined, { all: Object.fromEntries(groups) }))
    expect(changes).toHaveLength(10)
    expect(changes[0]).toEqual({ path: ['all', 'group0'], op: 'add', omitted: 'size' })
  })

  it('names the record itself where its own fields are too many', () => {
    const record = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]))
    expect(limitChanges(diffRecords(undefined, record))).toEqual([
      { path: [], op: 'add', omitted: 'size' },
    ])
  })

  it('always fits, whatever changed', () => {
    const path = fc.array(fc.constantFrom('a', 'b', 'c', text(50)), { minLength: 1, maxLength: 5 })
    const change = fc.record<Change>({
      path,
      op: fc.constantFrom('add', 'replace', 'remove'),
      before: fc.string({ maxLength: 300 }),
      after: fc.string({ maxLength: 300 }),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const limited = limitChanges(changes, { maxBytes: 1000 })
        const values = limited.flatMap(({ before, after }) => [before ?? null, after ?? null])
        const sizes = values.map((value) => byteSize(value))
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1000)
        expect(byteSize(limited.map(({ path, op }) => ({ path, op })))).toBeLessThan(1300)
        expect(limited.length > 0).toBe(changes.length > 0)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps why a value was not there in the first place', () => {
    const changes: Change[] = [{ path: ['password'], op: 'replace', omitted: 'secret' }]
    expect(limitChanges(changes, { maxBytes: 100 })).toEqual(changes)
  })
})

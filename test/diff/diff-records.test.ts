import { describe, expect, it } from '@jest/globals'
import { applyChanges, diffRecords, invertChanges, sameValue, storedForm } from '@rastro/core'
import type { Change } from '@rastro/core'
import * as fc from 'fast-check'
import { BSON_VERSIONS, imagesArbitrary, objectOf, recordArbitrary } from '../values/bson-values.ts'

/** As a person would write the list down: `+a.b=1`, `-a`, `a: 1 -> 2`. */
function lines(changes: readonly Change[]): string[] {
  return changes.map(({ path, op, before, after }) => {
    const at = path.join('.')
    if (op === 'add') return `+${at}=${JSON.stringify(after)}`
    if (op === 'remove') return `-${at}=${JSON.stringify(before)}`
    return `${at}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`
  })
}

for (const { name, bson } of BSON_VERSIONS) {
  describe(`diffRecords of values of ${name}`, () => {
    it('leads from one image to the other, and back', () => {
      fc.assert(
        fc.property(imagesArbitrary(bson), ([before, after]) => {
          const changes = diffRecords(before, after)
          expect(sameValue(applyChanges(before, changes), after)).toBe(true)
          expect(sameValue(applyChanges(after, invertChanges(changes)), before)).toBe(true)
          expect(changes.length === 0).toBe(sameValue(before, after))
        }),
        { numRuns: 200 },
      )
    })

    it('leads between any two records', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), recordArbitrary(bson), (before, after) => {
          const changes = diffRecords(before, after)
          expect(sameValue(applyChanges(before, changes), after)).toBe(true)
          expect(sameValue(applyChanges(after, invertChanges(changes)), before)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })

    it('makes a record from nothing, and nothing from a record', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), (record) => {
          const created = diffRecords(undefined, record)
          const deleted = diffRecords(record, undefined)
          expect(sameValue(applyChanges(undefined, created), record)).toBe(true)
          expect(applyChanges(record, deleted)).toBeUndefined()
          expect(applyChanges(record, invertChanges(created))).toBeUndefined()
          expect(sameValue(applyChanges(undefined, invertChanges(deleted)), record)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })

    it('never changes the images', () => {
      fc.assert(
        fc.property(imagesArbitrary(bson), ([before, after]) => {
          const [one, other] = [storedForm(before), storedForm(after)]
          applyChanges(before, diffRecords(before, after))
          expect(sameValue(before, one) && sameValue(after, other)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })

    it('gives one change each for a date, an id, a decimal and a map entry', () => {
      const image = (digit: string, day: number): Record<string, unknown> => ({
        _id: 1,
        at: new Date(day),
        owner: new bson.ObjectId(digit.repeat(24)),
        price: bson.Decimal128.fromString(digit),
        labels: new Map([['en', digit]]),
        same: new bson.UUID('1'.repeat(32)),
      })
      const changes = diffRecords(image('1', 1), image('2', 2))
      expect(changes.map(({ path, op }) => [path, op])).toEqual([
        [['at'], 'replace'],
        [['owner'], 'replace'],
        [['price'], 'replace'],
        [['labels', 'en'], 'replace'],
      ])
      expect(changes[1]?.after).toEqual(new bson.ObjectId('2'.repeat(24)))
    })

    it('sees a change of BSON type', () => {
      const changes = diffRecords({ n: new bson.Int32(1) }, { n: new bson.Double(1) })
      expect(changes.map(({ path }) => path)).toEqual([['n']])
    })

    it('takes a reference for one value, whoever read it', () => {
      const reference = new bson.DBRef('places', new bson.ObjectId('a'.repeat(24)))
      const other = { $ref: 'places', $id: new bson.ObjectId('b'.repeat(24)) }
      expect(diffRecords({ at: reference }, { at: storedForm(reference) })).toEqual([])
      expect(diffRecords({ at: reference }, { at: other }).map(({ path }) => path)).toEqual([
        ['at'],
      ])
      expect(diffRecords(undefined, { at: other }).map(({ path }) => path)).toEqual([['at']])
    })
  })
}

describe('diffRecords', () => {
  it('lists every leaf of a create and a delete', () => {
    const record = { _id: 1, a: { b: { c: 1 }, d: [{ e: 1 }] }, empty: {}, none: [], no: null }
    expect(lines(diffRecords(undefined, record))).toEqual([
      '+_id=1',
      '+a.b.c=1',
      '+a.d=[{"e":1}]',
      '+empty={}',
      '+none=[]',
      '+no=null',
    ])
    expect(lines(diffRecords(record, undefined))).toEqual([
      '-_id=1',
      '-a.b.c=1',
      '-a.d=[{"e":1}]',
      '-empty={}',
      '-none=[]',
      '-no=null',
    ])
  })

  it('adds and removes a whole subtree as one', () => {
    expect(lines(diffRecords({ old: { x: 1 } }, { new: { y: { z: 2 } } }))).toEqual([
      '-old={"x":1}',
      '+new={"y":{"z":2}}',
    ])
  })

  it('replaces where an object becomes empty, or something else', () => {
    expect(lines(diffRecords({ a: { x: 1 }, b: { y: 1 } }, { a: {}, b: [1] }))).toEqual([
      'a: {"x":1} -> {}',
      'b: {"y":1} -> [1]',
    ])
  })

  it('does not take the order of keys for a change', () => {
    expect(diffRecords({ a: { x: 1, y: 2 }, b: 1 }, { b: 1, a: { y: 2, x: 1 } })).toEqual([])
  })

  const arrays: [string, unknown[], unknown[], string[]][] = [
    ['a list of tags as a whole', ['a', 'b'], ['a', 'c'], ['l: ["a","b"] -> ["a","c"]']],
    ['one field of one element', [{ n: 1 }, { n: 2 }], [{ n: 1 }, { n: 3 }], ['l.1.n: 2 -> 3']],
    [
      'an insertion',
      [{ n: 1 }, { n: 4 }],
      [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
      ['+l.1={"n":2}', '+l.2={"n":3}'],
    ],
    [
      'a removal, from the end',
      [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
      [{ n: 1 }, { n: 4 }],
      ['-l.2={"n":3}', '-l.1={"n":2}'],
    ],
    ['the first element of a new list', [], [{ n: 1 }], ['+l.0={"n":1}']],
    [
      'a change and a longer tail',
      [{ n: 1 }],
      [{ n: 2 }, { n: 3 }],
      ['l.0.n: 1 -> 2', '+l.1={"n":3}'],
    ],
    [
      'a change and a shorter tail',
      [{ n: 1 }, { n: 2 }],
      [{ n: 3 }],
      ['l.0.n: 1 -> 3', '-l.1={"n":2}'],
    ],
    [
      'one more of the same',
      [{ n: 1 }, { n: 1 }],
      [{ n: 1 }, { n: 1 }, { n: 1 }],
      ['+l.2={"n":1}'],
    ],
    ['lists in lists', [[{ n: 1 }]], [[{ n: 2 }]], ['l.0.0.n: 1 -> 2']],
    ['an element that becomes a scalar', [{ n: 1 }], ['x'], ['l.0: {"n":1} -> "x"']],
  ]
  for (const [what, before, after, expected] of arrays) {
    it(`shows ${what}`, () => {
      expect(lines(diffRecords({ l: before }, { l: after }))).toEqual(expected)
    })
  }

  it('goes element by element through more than 100 scalars', () => {
    const before = Array.from({ length: 101 }, (_, n) => n)
    const after = before.toSpliced(50, 1)
    expect(lines(diffRecords({ l: before }, { l: after }))).toEqual(['-l.50=50'])
  })

  it('stays fast where 10,000 elements all changed', () => {
    const image = (n: number): object => ({
      l: Array.from({ length: 10_000 }, (_, i) => ({ i, n })),
    })
    const [before, after] = [image(1), image(2)] as Record<string, unknown>[]
    const start = performance.now()
    const changes = diffRecords(before, after)
    expect(changes.length).toBe(10_000)
    expect(sameValue(applyChanges(before, changes), after)).toBe(true)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it('keeps segments apart whatever their keys contain', () => {
    const before = { 'a.b': { $set: 1, '': 1 }, a: { b: 2 } }
    const after = { 'a.b': { $set: 2, '': 2 }, a: { b: 2 } }
    expect(diffRecords(before, after).map(({ path }) => path)).toEqual([
      ['a.b', '$set'],
      ['a.b', ''],
    ])
  })

  it('never pollutes a prototype', () => {
    const record = objectOf([
      ['_id', 1],
      ['__proto__', { admin: true }],
    ])
    const made = applyChanges(undefined, diffRecords(undefined, record)) as { admin?: unknown }
    expect(made.admin).toBeUndefined()
    expect(Object.keys(made)).toEqual(['_id', '__proto__'])
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })

  describe('with paths to ignore', () => {
    const options = {
      ignore: [['updatedAt'], ['meta', 'seen'], ['maps', '*', 'at'], ['items', 'cost']],
    }

    it('leaves them out of an update', () => {
      const image = (n: number): Record<string, unknown> => ({
        _id: 1,
        updatedAt: n,
        meta: { seen: { by: n }, kept: n },
        maps: { x: { at: n, kept: n } },
        items: [{ cost: n, kept: n }],
      })
      expect(lines(diffRecords(image(1), image(2), options))).toEqual([
        'meta.kept: 1 -> 2',
        'maps.x.kept: 1 -> 2',
        'items.0.kept: 1 -> 2',
      ])
    })

    it('leaves them out of values that are added as a whole', () => {
      const after = { _id: 1, meta: { seen: 1, kept: 1 }, items: [{ cost: 1, kept: 1 }] }
      expect(lines(diffRecords({ _id: 1 }, after, options))).toEqual([
        '+meta={"kept":1}',
        '+items=[{"kept":1}]',
      ])
    })

    it('has no change where only they changed', () => {
      expect(diffRecords({ _id: 1, updatedAt: 1 }, { _id: 1, updatedAt: 2 }, options)).toEqual([])
    })
  })
})

describe('applyChanges', () => {
  const misfits: [string, Change][] = [
    ['adds what is there', { path: ['a'], op: 'add', after: 1 }],
    ['replaces what is not there', { path: ['b'], op: 'replace', before: 1, after: 2 }],
    ['removes what is not there', { path: ['b'], op: 'remove', before: 1 }],
    ['goes into a scalar', { path: ['a', 'b'], op: 'add', after: 1 }],
    ['skips an index', { path: ['list', '2'], op: 'add', after: 1 }],
    ['names no index', { path: ['list', 'x'], op: 'add', after: 1 }],
    ['lost its value', { path: ['a'], op: 'replace', omitted: 'size' }],
  ]
  for (const [what, change] of misfits) {
    it(`refuses a change that ${what}, without a word about values`, () => {
      expect(() => applyChanges({ a: 'secret', list: [1] }, [change])).toThrow(
        expect.objectContaining({
          code: 'AUDIT_PATCH_INVALID',
          message: 'changes[0] does not fit the record, or its value was left out',
        }),
      )
    })
  }

  it('treats a field named record like any other', () => {
    const change: Change = { path: ['record'], op: 'add', after: 1 }
    expect(() => applyChanges({ record: 2 }, [change])).toThrow('changes[0]')
  })
})

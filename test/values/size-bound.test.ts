import { describe, expect, it } from '@jest/globals'
import { byteSize, sizeAtMost } from '@rastro/core'
import { BSON } from 'mongodb'
import * as fc from 'fast-check'

const { Binary, Code, Decimal128, Double, Int32, Long, ObjectId, Timestamp } = BSON
const ROOMY = { bytes: 1_000_000, levels: 100 }

const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom<unknown>(
    null,
    undefined,
    new Date(0),
    new ObjectId(),
    new Int32(1),
    Long.MAX_VALUE,
    new Double(1),
    Decimal128.fromString('1.10'),
    new Timestamp({ t: 1, i: 1 }),
    'São Paulo',
    '😀',
  ),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 12 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), tie('value'), { maxKeys: 5 }),
  ),
}))

describe('a bound of a size', () => {
  it('is never below the size', () => {
    fc.assert(
      fc.property(value, (one) => {
        const bound = sizeAtMost({ one }, ROOMY)
        expect(bound ?? Infinity).toBeGreaterThanOrEqual(byteSize({ one }))
      }),
    )
  })

  it('is given for what events are made of', () => {
    const change = {
      path: ['tags'],
      op: 'add',
      after: ['a', new ObjectId(), new Date(0), 1.5, null],
    }
    expect(sizeAtMost({ changes: [change] }, ROOMY)).toBeLessThan(300)
  })

  for (const [what, given] of [
    ['bytes, whose number it does not know', new Binary(Buffer.alloc(9))],
    ['code', new Code('a')],
    ['a map', new Map([['a', 1]])],
    ['a buffer', Buffer.alloc(9)],
    ['an expression', /a/],
  ] as [string, unknown][]) {
    it(`is not given for ${what}`, () => {
      expect(sizeAtMost([given], ROOMY)).toBeUndefined()
    })
  }

  it('is not given for what may be larger or deeper than asked for', () => {
    expect(sizeAtMost('x'.repeat(100), { bytes: 100, levels: 1 })).toBeUndefined()
    expect(sizeAtMost([[[]]], { bytes: 100, levels: 2 })).toBeUndefined()
    expect(sizeAtMost([[[]]], { bytes: 100, levels: 3 })).toBeDefined()
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(sizeAtMost(cycle, ROOMY)).toBeUndefined()
  })
})

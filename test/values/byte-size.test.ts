import { describe, expect, it } from '@jest/globals'
import { byteSize } from '@rastro/core'
import * as fc from 'fast-check'
import { BSON_VERSIONS, recordArbitrary, valueArbitrary } from './bson-values.ts'

for (const { name, bson } of BSON_VERSIONS) {
  describe(`byteSize of values of ${name}`, () => {
    it('is the length of the serialised record', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), (record) => {
          expect(byteSize(record)).toBe(bson.serialize(record).byteLength)
        }),
        { numRuns: 200 },
      )
    })

    it('is what a single value adds to a record, less its type and key', () => {
      fc.assert(
        fc.property(valueArbitrary(bson), (v) => {
          expect(byteSize(v)).toBe(bson.serialize({ v }).byteLength - 5 - 3)
        }),
        { numRuns: 200 },
      )
    })
  })
}

describe('byteSize', () => {
  it('agrees with what the driver calculates', () => {
    const [{ bson }] = BSON_VERSIONS as [(typeof BSON_VERSIONS)[0]]
    fc.assert(
      fc.property(recordArbitrary(bson), (record) => {
        expect(byteSize(record)).toBe(bson.calculateObjectSize(record))
      }),
      { numRuns: 200 },
    )
  })

  it('counts what is stored as null, and nothing for what is not stored', () => {
    expect(byteSize({ a: undefined })).toBe(byteSize({ a: null }))
    expect(byteSize({ a: () => 0 })).toBe(5)
  })
})

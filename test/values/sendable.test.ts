import { describe, expect, it } from '@jest/globals'
import { diffRecords, sendableValue } from '@rastro/core'
import * as fc from 'fast-check'
import { BSON_VERSIONS, recordArbitrary } from './bson-values.ts'

for (const { name, bson } of BSON_VERSIONS) {
  describe(`sendableValue with ${name}`, () => {
    it('lets an event about a record with a key _bsontype be sent', () => {
      const written = new Map<string, unknown>([
        ['_id', 1],
        [
          'meta',
          [
            new Map<string, unknown>([
              ['_bsontype', 'ObjectId'],
              ['x', NaN],
            ]),
          ],
        ],
      ])
      const bytes = bson.serialize(written)
      const record = bson.deserialize(bytes, { promoteValues: false })
      const event = { v: 1, changes: diffRecords(undefined, record) }
      expect(() => bson.serialize(event)).toThrow()
      expect(() => bson.serialize(sendableValue(event) as object)).not.toThrow()
      expect(bson.serialize(sendableValue(record) as object)).toEqual(bytes)
    })

    it('gives anything else back as it is', () => {
      fc.assert(
        fc.property(recordArbitrary(bson), (record) => {
          expect(Object.is(sendableValue(record), record)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })
  })
}

import { describe, expect, it } from '@jest/globals'
import { applyChanges, diffRecords } from '@rastro/core'

// A server from 5.0 on takes such keys at the top of a record, and there they are no reference.
describe('a record whose own keys are those of a database reference', () => {
  const record = { _id: 1, $ref: 'people', $id: 7 }

  it('is made of its fields', () => {
    const created = diffRecords(undefined, record)
    expect(created.map(({ path }) => path)).toEqual([['_id'], ['$ref'], ['$id']])
    expect(applyChanges(undefined, created)).toEqual(record)
  })

  it('is removed with its fields', () => {
    expect(diffRecords(record, undefined)).toHaveLength(3)
  })
})

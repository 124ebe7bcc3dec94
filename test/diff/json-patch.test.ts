import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import {
  applyChanges,
  diffRecords,
  fromJsonPatch,
  sameValue,
  toJson,
  toJsonPatch,
} from '@rastro/core'
import type { JsonPatchOperation } from '@rastro/core'
import * as fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { BSON_VERSIONS, imagesArbitrary, objectOf, recordArbitrary } from '../values/bson-values.ts'

const ordinary = { ordinary: true }

/** The patch as it leaves the house, and what an independent reader makes of it. */
function appliedByReader(document: unknown, patch: readonly JsonPatchOperation[]): unknown {
  const operations = JSON.parse(JSON.stringify(toJson(patch))) as Parameters<
    typeof jsonPatch.applyPatch
  >[1][number][]
  const start: unknown = JSON.parse(JSON.stringify(toJson(document)))
  expect(jsonPatch.validate(operations, start)).toBeUndefined()
  return jsonPatch.applyPatch(start, operations).newDocument
}

for (const { name, bson } of BSON_VERSIONS) {
  describe(`toJsonPatch of values of ${name}`, () => {
    it('is valid, and leads any reader from one image to the other', () => {
      fc.assert(
        fc.property(imagesArbitrary(bson, ordinary), ([before, after]) => {
          const patch = toJsonPatch(diffRecords(before, after), 'update')
          expect(appliedByReader(before, patch)).toEqual(toJson(after))
        }),
        { numRuns: 200 },
      )
    })

    it('makes the whole record from {}, and {} from the whole record', () => {
      fc.assert(
        fc.property(recordArbitrary(bson, ordinary), (record) => {
          const created = toJsonPatch(diffRecords(undefined, record), 'create')
          const deleted = toJsonPatch(diffRecords(record, undefined), 'delete')
          expect(appliedByReader({}, created)).toEqual(toJson(record))
          expect(appliedByReader(record, deleted)).toEqual({})
        }),
        { numRuns: 200 },
      )
    })

    it('comes back as changes that lead to the same image, of the same BSON types', () => {
      fc.assert(
        fc.property(imagesArbitrary(bson, ordinary), ([before, after]) => {
          const patch = toJsonPatch(diffRecords(before, after), 'update')
          const changes = fromJsonPatch(before, patch)
          expect(sameValue(applyChanges(before, changes), after)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })

    it('comes back as the same changes of a create and a delete', () => {
      fc.assert(
        fc.property(recordArbitrary(bson, ordinary), (record) => {
          const created = diffRecords(undefined, record)
          const deleted = diffRecords(record, undefined)
          const again = fromJsonPatch(undefined, toJsonPatch(created, 'create'))
          expect(sameValue(again, created)).toBe(true)
          const gone = fromJsonPatch(record, toJsonPatch(deleted, 'delete'))
          expect(sameValue(gone, deleted)).toBe(true)
        }),
        { numRuns: 200 },
      )
    })
  })

  describe(`fromJsonPatch with values of ${name}`, () => {
    const id = new bson.ObjectId('a'.repeat(24))
    const record = { _id: id, price: bson.Decimal128.fromString('1.0'), n: new bson.Double(1) }

    it('moves, copies and tests BSON values as the values they are', () => {
      const changes = fromJsonPatch(record, [
        { op: 'test', path: '/_id', value: new bson.ObjectId('a'.repeat(24)) },
        { op: 'copy', from: '/_id', path: '/owner' },
        { op: 'move', from: '/price', path: '/cost' },
      ])
      expect(changes).toEqual([
        { path: ['price'], op: 'remove', before: record.price },
        { path: ['owner'], op: 'add', after: id },
        { path: ['cost'], op: 'add', after: record.price },
      ])
    })

    it('copies numbers that JSON would change', () => {
      const changes = fromJsonPatch({ a: [-0, NaN] }, [{ op: 'copy', from: '/a', path: '/b' }])
      expect(changes).toEqual([{ path: ['b'], op: 'add', after: [-0, NaN] }])
    })

    it('fails a test that only the BSON type would tell apart', () => {
      expect(() => fromJsonPatch(record, [{ op: 'test', path: '/n', value: 1 }])).toThrow(
        expect.objectContaining({
          code: 'AUDIT_PATCH_INVALID',
          message: 'patch[0] does not fit the record: TEST_OPERATION_FAILED',
        }),
      )
    })

    it('refuses to go inside a value', () => {
      expect(() => fromJsonPatch(record, [{ op: 'add', path: '/_id/x', value: 1 }])).toThrow(
        expect.objectContaining({ code: 'AUDIT_PATCH_INVALID' }),
      )
    })
  })
}

describe('toJsonPatch', () => {
  it('adds the objects around the leaves of a create', () => {
    expect(toJsonPatch(diffRecords(undefined, { a: { 'b/c': 1, '~': 2 } }), 'create')).toEqual([
      { op: 'add', path: '/a', value: {} },
      { op: 'add', path: '/a/b~1c', value: 1 },
      { op: 'add', path: '/a/~0', value: 2 },
    ])
  })

  it('removes them after the leaves of a delete', () => {
    expect(toJsonPatch(diffRecords({ a: { b: { c: 1 } } }, undefined), 'delete')).toEqual([
      { op: 'remove', path: '/a/b/c' },
      { op: 'remove', path: '/a/b' },
      { op: 'remove', path: '/a' },
    ])
  })

  it('has no operation for a value that was left out', () => {
    const changes = [{ path: ['a'], op: 'replace', omitted: 'size' }] as const
    expect(toJsonPatch(changes, 'update')).toEqual([])
  })
})

describe('fromJsonPatch', () => {
  const refused: [string, unknown][] = [
    ['no array', { op: 'add' }],
    ['no operation', [null]],
    ['an operation of no RFC', [{ op: 'toString', path: '/a' }]],
    ['the library’s own operation', [{ op: '_get', path: '/a', value: 1 }]],
    ['a path that is no pointer', [{ op: 'remove', path: 'a' }]],
    ['no path', [{ op: 'remove' }]],
    ['no value', [{ op: 'add', path: '/b' }]],
    ['no from', [{ op: 'move', path: '/b' }]],
    ['a path that is not there', [{ op: 'remove', path: '/b' }]],
    ['a parent that is not there', [{ op: 'add', path: '/b/c', value: 1 }]],
    ['an index beyond the end', [{ op: 'add', path: '/l/5', value: 1 }]],
    ['no index', [{ op: 'add', path: '/l/x', value: 1 }]],
    ['a prototype in a path', [{ op: 'add', path: '/__proto__/admin', value: true }]],
    ['a prototype in from', [{ op: 'copy', from: '/__proto__', path: '/b' }]],
    ['a prototype in a value', [{ op: 'add', path: '/b', value: objectOf([['__proto__', 1]]) }]],
    ['a constructor’s prototype', [{ op: 'add', path: '/constructor/prototype/x', value: 1 }]],
    ['a null byte in a path', [{ op: 'add', path: '/\0', value: 1 }]],
    ['a null byte in a value', [{ op: 'add', path: '/b', value: { '\0': 1 } }]],
    ['a record that is no object', [{ op: 'replace', path: '', value: [1] }]],
  ]
  for (const [what, patch] of refused) {
    it(`refuses ${what}, and keeps the record out of the error`, () => {
      let failure: unknown
      try {
        fromJsonPatch({ a: 'secret', l: [] }, patch)
      } catch (error) {
        failure = error
      }
      expect(failure).toMatchObject({ code: 'AUDIT_PATCH_INVALID' })
      expect(inspect(failure)).not.toContain('secret')
    })
  }

  it('pollutes nothing when it refuses', () => {
    const patch = [{ op: 'add', path: '/__proto__/polluted', value: true }]
    expect(() => fromJsonPatch({ a: 1 }, patch)).toThrow('must be a JSON Pointer')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('changes neither the record nor the patch', () => {
    const record = { l: [{ n: 1 }] }
    const patch = [{ op: 'add', path: '/l/0', value: { n: [0] } }]
    fromJsonPatch(record, patch)
    expect([record, patch]).toEqual([
      { l: [{ n: 1 }] },
      [{ op: 'add', path: '/l/0', value: { n: [0] } }],
    ])
  })

  it('reads the removal of the whole record as a delete', () => {
    expect(fromJsonPatch({ a: { b: 1 } }, [{ op: 'remove', path: '' }])).toEqual([
      { path: ['a', 'b'], op: 'remove', before: 1 },
    ])
  })
})

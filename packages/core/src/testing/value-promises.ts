/** Does a value keep its type, and can any record be stored? */
import assert from 'node:assert/strict'
import type { Change } from '../event/event.ts'
import { kindOf } from '../values/kind.ts'
import { idText } from '../values/id-text.ts'
import { identicalValue } from '../values/same-value.ts'
import { idsOf, sampleEvent } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

const HEX = '65f0a1b2c3d4e5f6a7b8c9d0'
const UUID = '3f2b8c1e-7a64-4d0b-9b1e-2c5d6e7f8a90'

export function describeValuePromises(suite: ConformanceSuite): void {
  const { describe, it, store, tenant, values } = suite

  async function storedAfter(after: unknown): Promise<unknown> {
    const event = sampleEvent(tenant(), { changes: [{ path: ['x'], op: 'add', after }] })
    await (await store()).append([event])
    const found = await (await store()).get({ tenant: event.e.tenant }, event._id)
    return found?.e.changes?.[0]?.after
  }

  function promiseValue(name: string, make: () => unknown): void {
    it(`keeps ${name}`, async () => {
      const found = await storedAfter(make())
      assert.equal(kindOf(found), kindOf(make()))
      assert.ok(identicalValue(found, make()), 'the value itself has changed')
    })
  }

  describe('values in changes', () => {
    promiseValue('an ObjectId', () => values.objectId(HEX))
    promiseValue('a UUID', () => values.uuid(UUID))
    promiseValue('an int', () => values.int(7))
    promiseValue('a long that is small', () => values.long('7'))
    promiseValue('a long beyond 2^53', () => values.long('9007199254740993'))
    promiseValue('a double that is whole', () => values.double(7))
    promiseValue('minus zero', () => values.double(-0))
    promiseValue('a decimal with its zeros', () => values.decimal('1.20'))
    promiseValue('a number too large for an int', () => 2 ** 40)
    promiseValue('null', () => null)
    promiseValue('an empty string', () => '')
    promiseValue('an empty object', () => ({}))
    promiseValue('an empty list', () => [])
    promiseValue('a date', () => new Date('2026-03-10T12:00:00.123Z'))
    promiseValue('a date before 1970', () => new Date(-1))
    promiseValue('bytes', () => Buffer.from([0, 1, 255]))
    promiseValue('a regular expression', () => /^a.b$/im)
    promiseValue('a text of several planes', () => 'Júlia 👩‍🚀 \u0000 end')
    promiseValue('typed values deep inside', () => ({
      list: [values.int(1), values.double(1), { id: values.objectId(HEX) }],
    }))
    promiseValue('keys with dots', () => ({ 'a.b': 1, 'a..c': 2, '.': 3 }))
    promiseValue('keys with dollars', () => ({ $set: 1, $where: { $ne: null }, a$b: 2 }))
    promiseValue('keys that are numbers, empty or reserved', () => ({
      '': 0,
      2: 'two',
      1: 'one',
      constructor: 1,
      toString: 2,
    }))
    promiseValue('a key __proto__', () => JSON.parse('{ "__proto__": { "a": 1 } }'))
    promiseValue('90 levels of nesting', () => nested(90))

    it('keeps paths whose segments have dots and dollars', async () => {
      const changes: readonly Change[] = [
        { path: ['a.b', '$c', '', '0'], op: 'replace', before: 'old', after: 'new' },
      ]
      const event = sampleEvent(tenant(), { changes })
      await (await store()).append([event])
      const found = await (await store()).get({ tenant: event.e.tenant }, event._id)
      assert.deepEqual(found?.e.changes, changes)
    })

    it('keeps the difference between no value and null', async () => {
      const changes: readonly Change[] = [
        { path: ['a'], op: 'replace', before: null, after: 1 },
        { path: ['b'], op: 'add', after: null },
      ]
      const event = sampleEvent(tenant(), { changes })
      await (await store()).append([event])
      const found = await (await store()).get({ tenant: event.e.tenant }, event._id)
      assert.deepEqual(
        found?.e.changes?.map((change) => Object.keys(change)),
        [
          ['path', 'op', 'before', 'after'],
          ['path', 'op', 'after'],
        ],
      )
    })
  })

  describe('ids', () => {
    const kinds: Readonly<Record<string, () => unknown>> = {
      objectId: () => values.objectId(HEX),
      uuid: () => values.uuid(UUID),
      int: () => values.int(42),
      long: () => values.long('9007199254740993'),
      string: () => 'c-7',
    }
    for (const [kind, make] of Object.entries(kinds)) {
      it(`keep their type wherever they stand: ${kind}`, async () => {
        const event = sampleEvent(tenant(), {
          actor: { type: 'agent', id: make() },
          account: { id: make() },
          target: { type: 'Ticket', id: make() },
          subject: { type: 'Client', id: make() },
          related: [{ type: 'Chat', id: make() }],
        })
        await (await store()).append([event])
        const e = (await (await store()).get({ tenant: event.e.tenant }, event._id))?.e
        const ids = [
          e?.actor.id,
          e?.account?.id,
          e?.target?.id,
          e?.subject?.id,
          e?.related?.[0]?.id,
        ]
        assert.deepEqual(
          ids.map((id) => identicalValue(id, make())),
          [true, true, true, true, true],
        )
      })
    }
  })

  describe('ids looked for by their text', () => {
    const odd: Readonly<Record<string, () => unknown>> = {
      'a text': () => 'a b/c?d=é',
      'a text that reads like a number': () => '42',
      'a text that reads like an ObjectId': () => HEX,
      'an ObjectId': () => values.objectId(HEX),
      'a UUID': () => values.uuid(UUID),
      'a negative int': () => values.int(-7),
      zero: () => values.int(0),
      'the largest long': () => values.long('9223372036854775807'),
      'a double': () => values.double(-2.5),
      'a large double': () => values.double(1e21),
      'a date': () => new Date('2026-03-10T12:00:00.123Z'),
      'a date before 1970': () => new Date(-5),
      'an object': () => ({ region: 'eu', n: values.int(3), id: values.objectId(HEX) }),
      'an object with a long': () => ({ n: values.long('9007199254740993') }),
      'an object whose later key has a dollar': () => ({ a: { $b: 1 } }),
      'a boolean': () => true,
      bytes: () => Buffer.from([1, 2, 3]),
    }
    for (const [kind, make] of Object.entries(odd)) {
      it(`are found: ${kind}`, async () => {
        const name = tenant()
        const found = sampleEvent(name, { target: { type: 'Ticket', id: make() } })
        const other = sampleEvent(name, { target: { type: 'Ticket', id: 'another' } })
        await (await store()).append([found, other])
        const target = { type: 'Ticket', id: idText(make()) }
        const page = await (
          await store()
        ).findByTime({ filter: { tenant: name, target }, order: 'newest', limit: 10 })
        assert.deepEqual(idsOf(page), [found._id])
      })
    }
  })

  describe('size', () => {
    it('stores an event of more than a megabyte whole', async () => {
      const large = 'x'.repeat(1_500_000)
      assert.equal(await storedAfter(large), large)
    })

    it('stores an event that is too large for any document, with its paths', async () => {
      const name = tenant()
      const huge = 'x'.repeat(9_000_000)
      const event = sampleEvent(name, {
        target: { type: 'Ticket', id: 't-1', name: 'Printer' },
        changes: [{ path: ['log'], op: 'replace', before: huge, after: `${huge}y` }],
      })
      await (await store()).append([event])
      const found = await (await store()).get({ tenant: name }, event._id)
      assert.equal(found?.e.target?.id, 't-1')
      assert.deepEqual(found?.e.changes?.[0]?.path, ['log'])
    })

    it('stores what stands beside such an event too', async () => {
      const name = tenant()
      const huge = sampleEvent(name, { details: { log: 'x'.repeat(18_000_000) } })
      const small = sampleEvent(name)
      await (await store()).append([huge, small])
      assert.deepEqual(await (await store()).count({ tenant: name }, 10), { n: 2, exact: true })
    })

    it('stores an event with a value that no database can hold', async () => {
      const name = tenant()
      const circle: { self?: unknown } = {}
      circle.self = circle
      const event = sampleEvent(name, {
        details: { circle },
        target: { type: 'Ticket', id: 't-1' },
      })
      await (await store()).append([sampleEvent(name), event])
      const found = await (await store()).get({ tenant: name }, event._id)
      assert.equal(found?.e.target?.id, 't-1')
    })

    for (const levels of [190, 400]) {
      it(`stores an event nested deeper than any document may be: ${levels} levels`, async () => {
        const name = tenant()
        const event = sampleEvent(name, {
          changes: [{ path: ['deep'], op: 'add', after: nested(levels) }],
        })
        await (await store()).append([sampleEvent(name), event])
        const found = await (await store()).get({ tenant: name }, event._id)
        assert.deepEqual(found?.e.changes?.[0]?.path, ['deep'])
      })
    }
  })
}

function nested(levels: number): unknown {
  let value: unknown = 'the innermost'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { a: value } : [value]
  return value
}

/** Is what people arranged kept per person and part, and never overwritten unseen? */
import assert from 'node:assert/strict'
import type { PersonalKey, PersonalStore } from '../ports/personal-store.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

export function describePersonalPromises({ describe, it, store, tenant }: ConformanceSuite): void {
  /** A store need not keep any of it. */
  async function each(check: (personal: PersonalStore, key: PersonalKey) => Promise<void>) {
    const { personal } = await store()
    if (personal === undefined) return
    await check(personal, { tenant: tenant(), person: 'p-1', part: 'views' })
  }

  describe('what people arranged', () => {
    it('is nothing at first, and then what was saved last', () =>
      each(async (personal, key) => {
        assert.equal(await personal.read(key), undefined)
        assert.equal(await personal.save(key, '["$a.b","__proto__"]', 0), true)
        assert.deepEqual(await personal.read(key), { version: 1, text: '["$a.b","__proto__"]' })
        assert.equal(await personal.save(key, '{}', 1), true)
        assert.deepEqual(await personal.read(key), { version: 2, text: '{}' })
      }))

    it('is not saved from an older version', () =>
      each(async (personal, key) => {
        await personal.save(key, '1', 0)
        for (const expected of [0, 2, 7]) {
          assert.equal(await personal.save(key, 'other', expected), false)
        }
        assert.deepEqual(await personal.read(key), { version: 1, text: '1' })
      }))

    it('is saved once where several save at once', () =>
      each(async (personal, key) => {
        for (const expected of [0, 1]) {
          const saved = await Promise.all(
            ['a', 'b', 'c'].map((text) => personal.save(key, text, expected)),
          )
          assert.equal(saved.filter(Boolean).length, 1)
        }
      }))

    it('is told of everybody, by part and tenant', () =>
      each(async (personal, key) => {
        await personal.save(key, '1', 0)
        await personal.save({ ...key, person: 'p-2' }, '2', 0)
        await personal.save({ ...key, part: 'preferences' }, '3', 0)
        await personal.save({ ...key, tenant: tenant() }, '4', 0)
        const all = await personal.every(key.tenant, 'views')
        assert.deepEqual(
          all.toSorted((a, b) => (a.person < b.person ? -1 : 1)),
          [
            { person: 'p-1', version: 1, text: '1' },
            { person: 'p-2', version: 1, text: '2' },
          ],
        )
      }))

    it('is of one person, part and tenant only', () =>
      each(async (personal, key) => {
        await personal.save(key, '1', 0)
        const others = [{ tenant: tenant() }, { person: 'p-2' }, { part: 'preferences' }]
        for (const other of others) {
          assert.equal(await personal.read({ ...key, ...other }), undefined)
        }
      }))
  })
}

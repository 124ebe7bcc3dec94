/** Does a filter value that is no text match nothing, and never reach the database as a command? */
import assert from 'node:assert/strict'
import type { EventFilter } from '../ports/filter.ts'
import { sampleEvent } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

const HOSTILE: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '' },
  { $exists: true },
  { $where: 'true' },
  /./,
  null,
  undefined,
  true,
  42,
  [],
  ['tickets'],
  { toString: () => 'tickets' },
]

/** Texts that would mean something to a database, and here are only text. */
const ODD_TEXTS: readonly string[] = [
  '{"$ne":null}',
  '{"$oid":"zz"}',
  '{"$date":"never"}',
  '{"$$ne":1}',
  '[{"$ne":1}]',
  'null',
  'true',
  '$where',
  'a\0b',
  '\uD800',
  '[',
  '\\',
  '.*',
  'é'.repeat(2_000),
]

const LISTS = [
  'places',
  'operations',
  'types',
  'categories',
  'severities',
  'outcomes',
  'actorTypes',
  'users',
  'agents',
  'clients',
  'ips',
] as const

export function describeHostilePromises({ describe, it, store, tenant }: ConformanceSuite): void {
  let seeding: Promise<string> | undefined

  async function seed(): Promise<string> {
    const name = tenant()
    await (
      await store()
    ).append([
      sampleEvent(name, {
        target: { type: 'Ticket', id: 't-1' },
        subject: { type: 'Client', id: 'c-1' },
        group: { id: 'g-1', index: 0 },
      }),
    ])
    return name
  }

  async function matches(filter: object): Promise<number> {
    const name = await (seeding ??= seed())
    const whole = { tenant: name, ...filter } as unknown as EventFilter
    return (await (await store()).count(whole, 10)).n
  }

  describe('hostile filter values', () => {
    for (const list of LISTS) {
      it(`in ${list} match nothing`, async () => {
        for (const [index, value] of HOSTILE.entries()) {
          assert.equal(await matches({ [list]: [value] }), 0, `hostile value ${index}`)
        }
        for (const text of ODD_TEXTS) assert.equal(await matches({ [list]: [text] }), 0)
      })
    }

    const places = {
      'the tenant': (value: unknown) => ({ tenant: value }),
      'a group': (value: unknown) => ({ group: value }),
      'a target’s type': (value: unknown) => ({ target: { type: value, id: 't-1' } }),
      'a target’s id': (value: unknown) => ({ target: { type: 'Ticket', id: value } }),
      'a scope’s subject': (value: unknown) => ({ scope: { subject: { id: value } } }),
      'a scope’s actor': (value: unknown) => ({ scope: { actor: { email: value } } }),
    }
    for (const [where, filterWith] of Object.entries(places)) {
      it(`as ${where} match nothing`, async () => {
        for (const [index, value] of HOSTILE.entries()) {
          // Undefined is how callers say "no condition" where a field is optional.
          if (value === undefined) continue
          assert.equal(await matches(filterWith(value)), 0, `hostile value ${index}`)
        }
        for (const text of ODD_TEXTS) assert.equal(await matches(filterWith(text)), 0)
      })
    }

    it('as searched text match nothing', async () => {
      for (const [index, value] of HOSTILE.entries()) {
        if (value === undefined) continue
        assert.equal(await matches({ text: value }), 0, `hostile value ${index}`)
      }
      for (const text of ODD_TEXTS) assert.equal(await matches({ text }), 0)
    })

    it('as an event’s id find nothing', async () => {
      const name = await (seeding ??= seed())
      for (const value of HOSTILE) {
        const found = await (await store()).get({ tenant: name }, value as string)
        assert.equal(found, undefined)
      }
    })

    it('as groups left out leave nothing out', async () => {
      const name = await (seeding ??= seed())
      const found = await (
        await store()
      ).findByTime({
        filter: { tenant: name },
        order: 'newest',
        limit: 10,
        withoutGroups: HOSTILE as readonly string[],
      })
      assert.equal(found.length, 1)
    })

    it('as groups whose heads are asked for find nothing', async () => {
      const name = await (seeding ??= seed())
      assert.deepEqual(await (await store()).heads(name, HOSTILE as readonly string[]), [])
    })
  })
}

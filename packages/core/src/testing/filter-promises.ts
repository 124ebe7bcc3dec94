/** Does every filter find what it says, alone, with any other, and in no other tenant? */
import assert from 'node:assert/strict'
import type { StoredEvent } from '../event/event.ts'
import type { EventFilter } from '../ports/filter.ts'
import { FILTER_CASES, filterEvents } from './filter-samples.ts'
import type { FilterCase } from './filter-samples.ts'
import { sampleEvent, secondsAfterNoon } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

interface Seeded {
  readonly tenant: string
  readonly events: ReadonlyMap<string, StoredEvent>
}

export function describeFilterPromises(suite: ConformanceSuite): void {
  const { describe, it, store } = suite
  let seeding: Promise<Seeded> | undefined

  // Stored once for all filters: they only read. The same events stand in a foreign tenant.
  async function seed(): Promise<Seeded> {
    const tenant = suite.tenant()
    const events = filterEvents(tenant, suite.values)
    const foreign = filterEvents(suite.tenant(), suite.values)
    await (await store()).append([...events.values(), ...foreign.values()])
    return { tenant, events }
  }

  async function namesFound(filter: Omit<EventFilter, 'tenant'>): Promise<readonly string[]> {
    const { tenant, events } = await (seeding ??= seed())
    const found = await (
      await store()
    ).findByTime({ filter: { tenant, ...filter }, order: 'oldest', limit: 100 })
    const names = [...events.keys()]
    const ids = [...events.values()].map(({ _id }) => _id)
    return found.map(({ _id }) => names[ids.indexOf(_id)] ?? 'an event of another tenant')
  }

  async function assertFinds({ filter, matches }: Omit<FilterCase, 'claim'>): Promise<void> {
    assert.deepEqual(await namesFound(filter), matches)
    const { tenant } = await (seeding ??= seed())
    const counted = await (await store()).count({ tenant, ...filter }, 100)
    assert.deepEqual(counted, { n: matches.length, exact: true })
  }

  describe('filters', () => {
    for (const one of FILTER_CASES) {
      it(one.claim, () => assertFinds(one))
    }

    const representatives = onePerField(FILTER_CASES)
    for (const [index, one] of representatives.entries()) {
      it(`together with filters on other fields: ${one.claim}`, async () => {
        for (const other of representatives.slice(index + 1)) {
          const scope = { ...one.filter.scope, ...other.filter.scope }
          const both = {
            ...one.filter,
            ...other.filter,
            ...(Object.keys(scope).length > 0 && { scope }),
          }
          const matches = one.matches.filter((name) => other.matches.includes(name))
          assert.deepEqual(await namesFound(both), matches, other.claim)
        }
      })
    }

    it('everything at once', () =>
      assertFinds({
        filter: {
          from: secondsAfterNoon(0),
          before: secondsAfterNoon(1),
          places: ['tickets'],
          operations: ['update'],
          types: ['tickets.updated'],
          categories: ['records'],
          severities: ['info'],
          outcomes: ['success'],
          actorTypes: ['agent'],
          users: ['ana@example.com'],
          agents: ['Ana Prado'],
          clients: ['42'],
          ips: ['192.0.2.10'],
          target: { type: 'Ticket', id: '65f0a1b2c3d4e5f6a7b8c9d1' },
          text: 'ana',
          scope: { subject: { id: '42' } },
        },
        matches: ['update'],
      }))

    it('a filter narrows `get` too', async () => {
      const { tenant, events } = await (seeding ??= seed())
      for (const { claim, filter, matches } of FILTER_CASES) {
        for (const [name, { _id }] of events) {
          const found = await (await store()).get({ tenant, ...filter }, _id)
          assert.equal(found !== undefined, matches.includes(name), `${name}: ${claim}`)
        }
      }
    })

    it('a filter finds a value that came after it was first asked for', async () => {
      const tenant = suite.tenant()
      const subject = await store()
      const filter = { tenant, places: ['later'] }
      await subject.append([sampleEvent(tenant)])
      assert.equal((await subject.count(filter, 10)).n, 0)
      await subject.append([sampleEvent(tenant, { place: 'later' })])
      assert.equal((await subject.count(filter, 10)).n, 1)
    })

    it('a foreign tenant with the same values stays empty', async () => {
      await (seeding ??= seed())
      const filter = { tenant: suite.tenant(), places: ['tickets'], users: ['Ana Prado'] }
      assert.deepEqual(await (await store()).count(filter, 10), { n: 0, exact: true })
    })
  })
}

/** For each field of a filter, the case that leaves most to be told apart by another field. */
function onePerField(cases: readonly FilterCase[]): FilterCase[] {
  const chosen = new Map<string, FilterCase>()
  const everything = Math.max(...cases.map(({ matches }) => matches.length))
  for (const one of cases) {
    const [field, second] = fieldsOf(one.filter)
    const isTrivial = one.matches.length === everything
    if (field === undefined || second !== undefined || isTrivial) continue
    const best = chosen.get(field)
    if (best === undefined || one.matches.length > best.matches.length) chosen.set(field, one)
  }
  return [...chosen.values()]
}

/** Names of the fields that a filter has; each part of a scope is one. */
function fieldsOf({ scope, ...filter }: FilterCase['filter']): string[] {
  return [...Object.keys(filter), ...Object.keys(scope ?? {}).map((part) => `scope.${part}`)]
}

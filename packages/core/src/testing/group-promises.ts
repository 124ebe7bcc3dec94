/** Can groups be folded away, opened, and told apart from their heads? */
import assert from 'node:assert/strict'
import type { StoredEvent } from '../event/event.ts'
import { idsOf, sampleEvent, secondsAfterNoon } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

export function describeGroupPromises({ describe, it, store, tenant }: ConformanceSuite): void {
  function group(name: string, id: string, members: number): StoredEvent[] {
    return Array.from({ length: members }, (_, index) =>
      sampleEvent(name, { at: secondsAfterNoon(index), group: { id, index } }),
    )
  }

  function head(name: string, id: string): StoredEvent {
    return sampleEvent(name, { at: secondsAfterNoon(100), group: { id } })
  }

  describe('groups', () => {
    it('can be left out of a page, members and heads', async () => {
      const name = tenant()
      const single = sampleEvent(name)
      const open = group(name, 'g-2', 2)
      await (await store()).append([...group(name, 'g-1', 3), head(name, 'g-1'), single, ...open])
      const found = await (
        await store()
      ).findByTime({
        filter: { tenant: name },
        order: 'oldest',
        limit: 10,
        withoutGroups: ['g-1', 'g-unknown'],
      })
      assert.deepEqual(new Set(idsOf(found)), new Set(idsOf([single, ...open])))
    })

    it('have their heads found, and no member', async () => {
      const name = tenant()
      const heads = [head(name, 'g-1'), head(name, 'g-2')]
      await (
        await store()
      ).append([...group(name, 'g-1', 3), ...group(name, 'g-2', 2), ...heads, head(name, 'g-3')])
      const found = await (await store()).heads(name, ['g-1', 'g-2'])
      assert.deepEqual(new Set(idsOf(found)), new Set(idsOf(heads)))
    })

    it('are one line each where lines are counted, with or without a head', async () => {
      const name = tenant()
      const subject = await store()
      await subject.append([
        ...group(name, 'g-1', 3),
        head(name, 'g-1'),
        ...group(name, 'g-2', 2),
        sampleEvent(name),
        sampleEvent(name),
      ])
      const count = subject.countLines?.bind(subject)
      // It may be left out.
      if (count === undefined) return
      assert.deepEqual(await count({ tenant: name }, 8), { n: 8, exact: true, lines: 4 })
      assert.deepEqual(await count({ tenant: name, group: 'g-2' }, 8), {
        n: 2,
        exact: true,
        lines: 1,
      })
      const { n, exact } = await count({ tenant: name }, 7)
      assert.deepEqual({ n, exact }, { n: 7, exact: false })
      assert.deepEqual(await count({ tenant: tenant() }, 7), { n: 0, exact: true, lines: 0 })
    })

    it('without a head yet are left out of the heads', async () => {
      const name = tenant()
      await (await store()).append(group(name, 'g-1', 3))
      assert.deepEqual(await (await store()).heads(name, ['g-1']), [])
    })

    it('of a foreign tenant have no heads here', async () => {
      const name = tenant()
      await (await store()).append([head(name, 'g-1')])
      assert.deepEqual(await (await store()).heads(tenant(), ['g-1']), [])
    })

    it('asked for by nobody have no heads', async () => {
      assert.deepEqual(await (await store()).heads(tenant(), []), [])
    })
  })
}

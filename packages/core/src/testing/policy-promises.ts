/** Is every version of a policy kept, with its event, and never written twice? */
import assert from 'node:assert/strict'
import type { PolicyVersion } from '../policy/policy.ts'
import { AuditError } from '../errors/audit-error.ts'
import { idsOf, NOON, sampleEvent } from './sample-events.ts'
import type { ConformanceSuite } from './conformance-suite.ts'

export function describePolicyPromises({ describe, it, store, tenant }: ConformanceSuite): void {
  function policy(name: string, version: number): PolicyVersion {
    return {
      tenant: name,
      version,
      places: {
        tickets: { on: true, operations: { update: false, 'bulk-delete': true } },
        'trash.tickets': { on: version % 2 === 0 },
        $odd: { on: false },
      },
      clientMode: 'full',
      showLastValue: true,
      changedAt: NOON,
    }
  }

  describe('policies', () => {
    it('are none for a tenant that never saved one', async () => {
      assert.deepEqual(await (await store()).policyVersions(tenant()), [])
    })

    it('come back oldest first, as they were saved', async () => {
      const name = tenant()
      const subject = await store()
      for (const version of [1, 2, 10]) await subject.savePolicy(policy(name, version), [])
      assert.deepEqual(
        await subject.policyVersions(name),
        [1, 2, 10].map((version) => policy(name, version)),
      )
    })

    it('are saved together with their events', async () => {
      const name = tenant()
      const events = [sampleEvent(name, { place: 'audit-configuration' }), sampleEvent(name)]
      const subject = await store()
      await subject.savePolicy(policy(name, 1), events)
      const filter = { tenant: name }
      const found = await subject.findByTime({ filter, order: 'oldest', limit: 10 })
      assert.deepEqual(idsOf(found), idsOf(events))
    })

    it('refuse a version that exists, and store no event for it', async () => {
      const name = tenant()
      const subject = await store()
      await subject.savePolicy(policy(name, 1), [])
      await assert.rejects(
        subject.savePolicy({ ...policy(name, 1), clientMode: 'summary' }, [sampleEvent(name)]),
        (error) => AuditError.is(error) && error.code === 'AUDIT_CONFIG_CONFLICT',
      )
      assert.equal((await subject.policyVersions(name))[0]?.clientMode, 'full')
      assert.equal((await subject.count({ tenant: name }, 10)).n, 0)
    })

    it('saved by several at once are saved by one of them', async () => {
      const name = tenant()
      const subject = await store()
      const saves = await Promise.allSettled(
        [0, 1, 2, 3].map(() => subject.savePolicy(policy(name, 1), [sampleEvent(name)])),
      )
      assert.equal(saves.filter(({ status }) => status === 'fulfilled').length, 1)
      for (const save of saves) {
        if (save.status === 'fulfilled') continue
        assert.ok(AuditError.is(save.reason) && save.reason.code === 'AUDIT_CONFIG_CONFLICT')
      }
      assert.equal((await subject.policyVersions(name)).length, 1)
      assert.equal((await subject.count({ tenant: name }, 10)).n, 1)
    })

    it('do not mix tenants', async () => {
      const [one, other] = [tenant(), tenant()]
      const subject = await store()
      await subject.savePolicy(policy(one, 1), [])
      await subject.savePolicy(policy(other, 1), [])
      assert.deepEqual(await subject.policyVersions(one), [policy(one, 1)])
    })
  })
}

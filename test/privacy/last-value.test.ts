/** What is shown after any history is what a plain model of the rule shows. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { testSource } from './key-desk.ts'
import { openLog } from './opened-log.ts'
import type { OpenedLog } from './opened-log.ts'
import { openDesk } from './privacy-desk.ts'
import type { PrivacyDesk } from './privacy-desk.ts'

let desk: PrivacyDesk
let log: OpenedLog
beforeAll(async () => {
  const source = testSource()
  desk = await openDesk({ keys: { source } })
  log = await openLog(desk.uri, source)
})
afterAll(async () => {
  await log.close()
  await desk.close()
})

type Step =
  | { readonly kind: 'set'; readonly who: number; readonly path: 'email' | 'name' | 'plan' }
  | { readonly kind: 'position'; readonly who: number; readonly at: number }
  | { readonly kind: 'all'; readonly path: 'email' | 'card' }
  | { readonly kind: 'unset'; readonly who: number; readonly path: 'email' | 'phones' }
  | { readonly kind: 'delete'; readonly who: number }
  | { readonly kind: 'revert'; readonly who: number }
  | { readonly kind: 'mode'; readonly mode: 'summary' | 'full' }

const who = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      who,
      path: fc.constantFrom('email', 'name', 'plan'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('position' as const), who, at: fc.nat(2) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('all' as const),
      path: fc.constantFrom('email', 'card'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('unset' as const),
      who,
      path: fc.constantFrom('email', 'phones'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revert' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('mode' as const),
      mode: fc.constantFrom('summary', 'full'),
    }),
  },
)

/** Every value is one of a kind, so that it says by itself where it came from. */
let values = 0
const fresh = (): string => `v${(values += 1)}x`
const VALUES = /v\d+x/g

async function play(steps: readonly Step[]): Promise<void> {
  const { Client, audit } = desk
  const ids = await Promise.all(
    [0, 1, 2].map(
      async () =>
        (await Client.create({ name: fresh(), email: fresh(), phones: [fresh()], plan: 'free' }))
          ._id,
    ),
  )
  for (const one of steps) {
    if (one.kind === 'mode') await mode(one.mode)
    if (one.kind === 'set') await Client.updateOne({ _id: ids[one.who] }, { [one.path]: fresh() })
    if (one.kind === 'position') {
      await Client.updateOne({ _id: ids[one.who] }, { [`phones.${one.at}`]: fresh() })
    }
    if (one.kind === 'all') await Client.updateMany({ _id: { $in: ids } }, { [one.path]: fresh() })
    if (one.kind === 'unset')
      await Client.updateOne({ _id: ids[one.who] }, { $unset: { [one.path]: 1 } })
    if (one.kind === 'delete') await Client.deleteOne({ _id: ids[one.who] })
    if (one.kind === 'revert') {
      const [last] = (await audit.history({ type: 'Client', id: ids[one.who] }, { limit: 1 }))
        .events
      // Some cannot be reverted: that is another test's business.
      await audit.revert({ event: last?.id ?? '' }, { reason: 'test' }).catch(() => undefined)
    }
  }
}

async function mode(clientMode: 'summary' | 'full'): Promise<void> {
  await desk.configure({ clientMode })
}

/** The rule, by the stored events alone in the order of their numbers. */
async function expectedValues(): Promise<ReadonlySet<string>> {
  const { mongoose } = desk
  const db = mongoose.connection.getClient().db(mongoose.connection.name)
  const batches = await db.collection('audit_batches').find().sort({ first: 1 }).toArray()
  const order = batches.flatMap((batch) =>
    (batch['events'] as { id: string }[]).map(({ id }) => id),
  )
  const stored = await log.all()
  const byId = new Map(stored.map(({ _id, e }) => [_id, e]))
  const last = new Map<string, readonly string[]>()
  for (const id of order) {
    const event = byId.get(id)
    if (event?.target?.type !== 'Client') continue
    const record = String(event.target.id)
    if (event.operation === 'delete') {
      for (const key of last.keys()) if (key.startsWith(record)) last.delete(key)
      continue
    }
    const isRevert = event.details?.['reverts'] !== undefined
    const touched = new Map<string, string[]>()
    for (const change of event.changes ?? []) {
      const path = change.path[0] ?? ''
      const own = touched.get(path) ?? []
      own.push(...(isRevert ? [] : (JSON.stringify(change.after ?? '').match(VALUES) ?? [])))
      touched.set(path, own)
    }
    for (const [path, found] of touched) last.set(`${record} ${path}`, found)
  }
  return new Set([...last].flatMap(([key, found]) => (key.endsWith(' plan') ? [] : found)))
}

describe('random histories', () => {
  it('show of each record and path its last value, and no other one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        await mode('full')
        await play(steps)
        await desk.sequenced()
        const shown = new Set<string>()
        let cursor: string | undefined
        do {
          const page = await desk.audit.find({ tt: 'Client' }, { limit: 500, cursor })
          for (const { changes = [] } of page.events) {
            for (const change of changes) {
              if (change.path[0] === 'plan') continue
              for (const value of JSON.stringify([change.before, change.after]).match(VALUES) ?? [])
                shown.add(value)
            }
          }
          cursor = page.next ?? undefined
        } while (cursor !== undefined)
        expect([...shown].toSorted()).toEqual([...(await expectedValues())].toSorted())
      }),
      { numRuns: 8 },
    )
  }, 300_000)
})

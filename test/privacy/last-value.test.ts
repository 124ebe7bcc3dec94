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
  | { readonly kind: 'deleteAll' }
  | { readonly kind: 'restore'; readonly who: number }
  | { readonly kind: 'unseen'; readonly who: number }
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
  { weight: 1, arbitrary: fc.constant({ kind: 'deleteAll' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restore' as const), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unseen' as const), who }) },
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

const whole = () => ({ name: fresh(), email: fresh(), phones: [fresh()], plan: 'free' })

/** @returns Ids of the three clients. */
async function play(steps: readonly Step[]): Promise<readonly string[]> {
  const { Client, audit } = desk
  const ids = await Promise.all([0, 1, 2].map(async () => (await Client.create(whole()))._id))
  for (const one of steps) {
    if (one.kind === 'mode') await mode(one.mode)
    if (one.kind === 'set')
      await Client.updateOne(
        { _id: ids[one.who] },
        { [one.path]: one.path === 'plan' ? 'paid' : fresh() },
      )
    if (one.kind === 'position') {
      await Client.updateOne({ _id: ids[one.who] }, { [`phones.${one.at}`]: fresh() })
    }
    if (one.kind === 'all') await Client.updateMany({ _id: { $in: ids } }, { [one.path]: fresh() })
    if (one.kind === 'unset')
      await Client.updateOne({ _id: ids[one.who] }, { $unset: { [one.path]: 1 } })
    if (one.kind === 'deleteAll') await Client.deleteMany({ _id: { $in: ids.slice(1) } })
    if (one.kind === 'restore' && (await Client.exists({ _id: ids[one.who] })) === null) {
      await new Client({ ...whole(), _id: ids[one.who] }).save()
    }
    if (one.kind === 'unseen') {
      // Nothing is answered: that it was written is all that is known.
      const how = { writeConcern: { w: 0 } } as const
      await Client.updateOne({ _id: ids[one.who] }, { name: fresh() }, how)
    }
    if (one.kind === 'delete') await Client.deleteOne({ _id: ids[one.who] })
    if (one.kind === 'revert') {
      const [last] = (await audit.history({ type: 'Client', id: ids[one.who] }, { limit: 1 }))
        .events
      // Some cannot be reverted: that is another test's business.
      await audit.revert({ event: last?.id ?? '' }, { reason: 'test' }).catch(() => undefined)
    }
  }
  return ids.map(String)
}

async function mode(clientMode: 'summary' | 'full'): Promise<void> {
  await desk.configure({ clientMode })
}

/** The rule, by the stored events alone in the order of their numbers. */
async function expectedValues(): Promise<Record<'last' | 'names', ReadonlySet<string>>> {
  const { mongoose } = desk
  const db = mongoose.connection.getClient().db(mongoose.connection.name)
  const batches = await db.collection('audit_batches').find().sort({ first: 1 }).toArray()
  const order = batches.flatMap((batch) =>
    (batch['events'] as { id: string }[]).map(({ id }) => id),
  )
  const stored = await log.all()
  const byId = new Map(stored.map(({ _id, e }) => [_id, e]))
  const last = new Map<string, readonly string[]>()
  // What a client is called is known by every image, also where its path was written unseen before.
  const names = new Map<string, string>()
  for (const id of order) {
    const event = byId.get(id)
    if (event?.place !== 'customers') continue
    // Of a write that nobody saw, whose it was is known at most.
    const record = event.target === undefined ? '' : String(event.target.id)
    const isUnseen = event.fidelity === 'intent'
    // The head of a group has members that say it.
    if (event.target === undefined && !isUnseen) continue
    if (isUnseen || event.operation === 'delete' || event.operation === 'bulk-delete') {
      for (const map of [last, names]) {
        for (const key of map.keys()) if (key.startsWith(record)) map.delete(key)
      }
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
    const isPersonal = [...touched.keys()].some((path) => path !== 'plan')
    if (isRevert) names.delete(record)
    else if (isPersonal) names.set(record, String(event.personalName))
  }
  const shown = [...last].flatMap(([key, found]) => (key.endsWith(' plan') ? [] : found))
  return { last: new Set(shown), names: new Set(names.values()) }
}

/** What each door shows of the clients, and how much of it that must be. */
async function doors(ids: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const { audit, admin } = desk
  const answers: [string, string][] = []
  const get = async (name: string, path: string): Promise<void> => {
    const { status, text, body } = await admin.get(`/audit/api/${path}`).buffer(true)
    if (status === 200) answers.push([name, text === '' ? JSON.stringify(body) : text])
  }
  await get('list', 'events?limit=500&place=customers')
  await get('live', 'events?limit=500&place=customers&after=0')
  await get('groups', 'events?limit=500&place=customers&groups=1')
  await get('export', 'export?format=ndjson&place=customers')
  for (const id of ids) {
    const record = `tt=Client&tid=${id}`
    const { events } = await audit.history({ type: 'Client', id }, { order: 'oldest' })
    const [first, last] = [events[0]?.id, events.at(-1)?.id]
    await get('history', `history?${record}&limit=500`)
    for (const path of ['name', 'email', 'phones'])
      await get('values', `values?${record}&prop=${path}`)
    for (const at of [first, last]) await get('state', `state?${record}&at=${at}`)
    await get('compare', `compare?${record}&from=${first}&to=${last}`)
    for (const event of events) await get('detail', `events/${event.id}`)
  }
  return answers
}

describe('random histories', () => {
  it('show of each record and path its last value, and no other one, in every door', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        await mode('full')
        const first = values
        const ids = await play(steps)
        await desk.sequenced()
        const { last, names } = await expectedValues()
        const expected = new Set([...last, ...names])
        const isOwn = (value: string): boolean => Number(value.slice(1, -1)) > first
        const own = [...last].filter((value) => isOwn(value)).toSorted()
        const byDoor = new Map<string, Set<string>>()
        for (const [door, text] of await doors(ids)) {
          const shown = byDoor.get(door) ?? new Set<string>()
          byDoor.set(door, shown)
          for (const value of text.match(VALUES) ?? []) if (isOwn(value)) shown.add(value)
        }
        for (const [door, shown] of byDoor) {
          const surplus = [...shown].filter((value) => !expected.has(value))
          expect({ door, surplus }).toEqual({ door, surplus: [] })
        }
        for (const door of ['list', 'live', 'export', 'history', 'detail']) {
          const missing = own.filter((value) => byDoor.get(door)?.has(value) !== true)
          expect({ door, missing }).toEqual({ door, missing: [] })
        }
        await expectFound(first, expected)
      }),
      { numRuns: 4, endOnFailure: true },
    )
  }, 300_000)
})

/** A search finds who is called so now, and by nothing else that was ever written. */
async function expectFound(first: number, expected: ReadonlySet<string>): Promise<void> {
  for (let n = first + 1; n <= values; n += 1) {
    const value = `v${n}x`
    for (const key of ['client', 'user', 'q']) {
      const { body } = await desk.admin.get(
        `/audit/api/events?${key}=${value}&place=customers&count=1`,
      )
      const isFound = body.count.n > 0
      expect({ value, key, isFound: isFound && !expected.has(value) }).toEqual({
        value,
        key,
        isFound: false,
      })
    }
  }
}

/**
 * Does this store keep the promises of `ports/store.ts`?
 *
 * A suite for whoever writes or changes a store. It knows no test runner: `describe` and `it` are
 * handed in, checks are `node:assert`. One store serves all tests, each test in tenants of its
 * own, so nothing is ever deleted and the order of tests does not matter. Each promise is a line
 * in one of the `…-promises.ts` files.
 */
import { randomBytes } from 'node:crypto'
import type { EventStore } from '../ports/store.ts'
import { describeAppendPromises } from './append-promises.ts'
import { describeFilterPromises } from './filter-promises.ts'
import { describeGroupPromises } from './group-promises.ts'
import { describeHostilePromises } from './hostile-promises.ts'
import { describePagePromises } from './page-promises.ts'
import { describePolicyPromises } from './policy-promises.ts'
import { describeValuePromises } from './value-promises.ts'

/** How to build typed values, with the classes of the driver that the store uses. */
export interface ConformanceValues {
  readonly objectId: (hex: string) => unknown
  readonly uuid: (text: string) => unknown
  readonly int: (value: number) => unknown
  readonly long: (text: string) => unknown
  readonly double: (value: number) => unknown
  readonly decimal: (text: string) => unknown
}

/** What the suite needs of a test runner and of the store. */
export interface ConformanceOptions {
  /** What the store is called in the names of the tests. */
  readonly name: string
  readonly describe: (name: string, fn: () => void) => void
  readonly it: (name: string, fn: () => Promise<void>) => void
  /** Called once, by the first test. Closing is the caller's business, after the suite. */
  readonly createStore: () => EventStore | Promise<EventStore>
  readonly values: ConformanceValues
}

/** What each test is given. */
export interface ConformanceSuite {
  readonly describe: ConformanceOptions['describe']
  readonly it: ConformanceOptions['it']
  readonly values: ConformanceValues
  readonly store: () => Promise<EventStore>
  /** A tenant that no other test uses. */
  readonly tenant: () => string
}

/**
 * Declares the suite's tests.
 *
 * @example
 * ```ts
 * describeStoreConformance({
 *   name: 'memory',
 *   describe,
 *   it,
 *   createStore: () => createMemoryStore(),
 *   values: { objectId: (hex) => new ObjectId(hex), … },
 * })
 * ```
 */
export function describeStoreConformance(options: ConformanceOptions): void {
  const { name, describe, it, values } = options
  let store: Promise<EventStore> | undefined
  const run = randomBytes(4).toString('hex')
  let tenants = 0
  const suite: ConformanceSuite = {
    describe,
    it,
    values,
    store: () => (store ??= Promise.resolve(options.createStore())),
    tenant() {
      tenants += 1
      return `tenant-${run}-${tenants}`
    },
  }
  describe(`the ${name} store`, () => {
    describeAppendPromises(suite)
    describeValuePromises(suite)
    describeFilterPromises(suite)
    describeHostilePromises(suite)
    describePagePromises(suite)
    describeGroupPromises(suite)
    describePolicyPromises(suite)
  })
}

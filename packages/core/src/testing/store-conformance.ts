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
import type { ConformanceOptions, ConformanceSuite } from './conformance-suite.ts'
import { describeAppendPromises } from './append-promises.ts'
import { describeFilterPromises } from './filter-promises.ts'
import { describeGroupPromises } from './group-promises.ts'
import { describeHostilePromises } from './hostile-promises.ts'
import { describePagePromises } from './page-promises.ts'
import { describePersonalPromises } from './personal-promises.ts'
import { describePolicyPromises } from './policy-promises.ts'
import { describeValuePromises } from './value-promises.ts'

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
    describePersonalPromises(suite)
  })
}

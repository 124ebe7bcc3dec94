/** What does the conformance suite need, and what does each of its tests get? */
import type { EventStore } from '../ports/store.ts'

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

/**
 * Does the store take events at the moment?
 *
 * It is not asked: the last attempt to store anything says so. What failed inside the application's
 * own transaction says nothing, because that may fail for reasons of its own.
 */
import type { EventStore } from '../ports/store.ts'

/** A store, and how it stands. */
export interface StoreStanding {
  readonly store: Pick<EventStore, 'append'>
  /** Whether the last attempt failed, and none has succeeded since. */
  isFailing(): boolean
}

export function createStoreStanding(store: Pick<EventStore, 'append'>): StoreStanding {
  let isFailing = false
  return {
    store: {
      async append(events, options) {
        try {
          await store.append(events, options)
          isFailing = false
        } catch (error) {
          if (options?.transaction === undefined) isFailing = true
          throw error
        }
      },
    },
    isFailing: () => isFailing,
  }
}

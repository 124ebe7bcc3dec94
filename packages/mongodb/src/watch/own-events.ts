/** What does whoever watches say of itself: since when, how much, and what cannot have been seen? */
import type { Catalog, CountedPeriod, StoredEvent } from '@rastro/core'
import { composeEvent, idAt, sealEvent } from '@rastro/core'

/** A stretch in which changes of a collection, or of all, may not have been seen. */
export interface WatchGap {
  readonly because: string
  readonly namespace?: string
  readonly from: Date
  readonly until: Date
}

/** Makes events in nobody's name, with ids that follow from what they say. */
export interface OwnEvents {
  started(database: string, namespaces: readonly string[], since: Date): StoredEvent
  stated(database: string, period: CountedPeriod): StoredEvent
  gap(gap: WatchGap): StoredEvent
  reconciled(pair: { readonly outOfBand: StoredEvent; readonly event: string }): StoredEvent
}

/** @param now - The current time. */
export function createOwnEvents(parts: {
  readonly catalog: Catalog
  readonly tenant: string
  readonly now: () => Date
}): OwnEvents {
  const { catalog, tenant, now } = parts

  function make(
    type: string,
    facts: { readonly at: Date; readonly details: Readonly<Record<string, unknown>> } & Pick<
      StoredEvent['e'],
      'target'
    >,
    words: string,
  ): StoredEvent {
    const event = composeEvent(catalog, { type, tenant, ...facts }, { actor: { type: 'system' } })
    return sealEvent(event, { id: idAt(facts.at, `${type} ${tenant} ${words}`), now: now() })
  }

  return {
    started(database, namespaces, since) {
      const details = { database, namespaces: [...namespaces], since }
      return make(
        'audit.completeness.started',
        { at: since, details },
        `${database} ${namespaces.join()}`,
      )
    },
    stated(database, period) {
      const { from, until, seen, audited, outOfBand, exempt, gaps } = period
      const details = { database, from, until, seen, audited, outOfBand, exempt, gaps }
      return make('audit.completeness.stated', { at: from, details }, database)
    },
    gap({ because, namespace, from, until }) {
      const details = { because, from, until, ...(namespace === undefined ? {} : { namespace }) }
      const words = `${because} ${namespace ?? ''} ${from.getTime()}`
      return make('audit.integrity.gap', { at: until, details }, words)
    },
    reconciled({ outOfBand, event }) {
      const { target, at } = outOfBand.e
      const details = { outOfBand: outOfBand._id, event }
      return make(
        'audit.completeness.reconciled',
        // The time of the change: its period is the one whose number is put right.
        { at, details, ...(target === undefined ? {} : { target }) },
        outOfBand._id,
      )
    },
  }
}

/**
 * Where on their way are events encrypted?
 *
 * Before anything else: what a queue, a spool or a store gets is sealed. While the keys cannot be
 * reached, events go on whole under this machine's own key, and are sealed before they are stored;
 * only inside a transaction, where they cannot wait, does the write that they share it with fail.
 */
import type { StoredEvent } from '../event/event.ts'
import type { Delivery, DeliverOptions } from '../recorder/delivery.ts'
import type { Sealing } from './sealing.ts'

/** After a failure nobody waits for the keys for this long: what waits asks again by itself. */
const NOT_AGAIN_FOR_MS = 2_000

/** Wraps a delivery. Events without personal values pass at once. */
export function createSealingDelivery(
  delivery: Delivery,
  sealing: Sealing,
  elapsedMs: () => number = () => performance.now(),
): Delivery {
  const underWay = new Set<Promise<unknown>>()
  let pending = 0
  let askAgainAt = -Infinity

  async function sealedOrHeld(
    events: readonly StoredEvent[],
    { transaction, safety }: DeliverOptions,
  ): Promise<readonly StoredEvent[]> {
    const mayWait = transaction === undefined && safety?.class !== 'critical'
    if (mayWait && elapsedMs() < askAgainAt) return sealing.hold(events)
    try {
      return await sealing.seal(events)
    } catch (error) {
      if (!mayWait) throw error
      askAgainAt = elapsedMs() + NOT_AGAIN_FOR_MS
      return sealing.hold(events)
    }
  }

  return {
    ...delivery,
    deliver(events, options = {}) {
      if (!events.some((event) => sealing.wants(event))) return delivery.deliver(events, options)
      pending += events.length
      const sealed = sealedOrHeld(events, options).finally(() => {
        pending -= events.length
      })
      const sent = sealed.then((some) => delivery.deliver(some, options))
      // Until it is handed over it is nobody else's to wait for.
      const handedOver = sealed.then(
        () => undefined,
        () => undefined,
      )
      underWay.add(handedOver)
      void handedOver.then(() => underWay.delete(handedOver))
      return sent
    },
    async flush() {
      await Promise.all(underWay)
      await delivery.flush()
    },
    counts() {
      const counts = delivery.counts()
      return { ...counts, pending: counts.pending + pending }
    },
  }
}

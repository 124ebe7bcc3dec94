/** What begins by itself once the application is connected? */
import type { EventStore, Logger, Recorder } from '@rastro/core'
import type { AuditedModel } from '@rastro/core'
import type { CriticalCheck } from './critical.ts'
import type { Protection } from './keys/protection.ts'

/** Makes the beginning of one audit: safekeeping, erased keys, and whether `critical` can be kept. */
export function createStarting(parts: {
  readonly recorder: Pick<Recorder, 'safekeeping' | 'rules'>
  readonly store: Pick<EventStore, 'identity'>
  readonly protection: Pick<Protection, 'start'>
  readonly critical: Pick<CriticalCheck, 'run'>
  readonly models: () => readonly Pick<AuditedModel, 'safety'>[]
  readonly log: Logger
}): () => Promise<void> {
  const { recorder, store, protection, critical, models, log } = parts
  function asksForCritical(): boolean {
    return (
      recorder.rules.hasCritical() || models().some(({ safety }) => safety?.class === 'critical')
    )
  }
  return async () => {
    recorder.safekeeping.start(async () => store.identity?.())
    void protection.start()
    const refusal = await critical.run().catch(() => undefined)
    if (refusal !== undefined && asksForCritical()) log.warn(`audit: ${refusal.message}`)
  }
}

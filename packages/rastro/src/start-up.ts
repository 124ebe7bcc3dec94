/**
 * What does the operator hear when the application starts?
 *
 * One line about places, one about models that nobody audits, one about each model with paths that
 * are named like personal data: once, as soon as there is something to say it about.
 */
import type { Logger } from '@rastro/core'
import { placesLine } from '@rastro/core'
import type { PlaceState } from '@rastro/core'

export interface StartUpReport {
  /** Says it now, unless it was said. */
  say(): Promise<void>
}

export function createStartUpReport(parts: {
  readonly log: Logger
  /** Reads what the states depend on; a failure leaves them at what is known. */
  readonly load: () => Promise<unknown>
  readonly states: () => readonly PlaceState[]
  readonly pending: () => readonly string[]
  readonly unplugged: () => readonly string[]
  readonly likelyPersonal: () => readonly {
    readonly name: string
    readonly likelyPersonal: readonly string[]
  }[]
}): StartUpReport {
  let isSaid = false
  return {
    async say() {
      if (isSaid) return
      isSaid = true
      try {
        await parts.load()
      } catch {
        // The store is away: code and catalog still say most of it.
      }
      parts.log.info(`audit: ${placesLine(parts.states(), parts.pending())}`)
      for (const { name, likelyPersonal } of parts.likelyPersonal()) {
        if (likelyPersonal.length === 0) continue
        parts.log.info(
          `audit: ${name}: not annotated, and named like personal data: ${likelyPersonal.join(', ')}`,
        )
      }
      const unplugged = parts.unplugged()
      if (unplugged.length === 0) return
      parts.log.warn(
        `audit: not audited, because the plugin was not applied to their schemas: ${unplugged.join(', ')}`,
      )
    },
  }
}

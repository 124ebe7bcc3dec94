/**
 * What does the operator hear when the application starts?
 *
 * One line about places, one about models that nobody audits: once, as soon as there is something
 * to say it about.
 */
import type { Logger } from '@rastro/core'
import { placesLine } from '@rastro/core'
import type { PlaceState } from '@rastro/core'

export interface StartUpReport {
  /** Says it now, unless it was said. */
  say(): void
}

export function createStartUpReport(parts: {
  readonly log: Logger
  readonly states: () => readonly PlaceState[]
  readonly pending: () => readonly string[]
  readonly unplugged: () => readonly string[]
}): StartUpReport {
  let isSaid = false
  return {
    say() {
      if (isSaid) return
      isSaid = true
      parts.log.info(`audit: ${placesLine(parts.states(), parts.pending())}`)
      const unplugged = parts.unplugged()
      if (unplugged.length === 0) return
      parts.log.warn(
        `audit: not audited, because the plugin was not applied to their schemas: ${unplugged.join(', ')}`,
      )
    },
  }
}

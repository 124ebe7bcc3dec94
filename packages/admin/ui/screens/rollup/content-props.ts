/** What every part of the screen is given. */
import type { Scope } from './rollup-links.ts'
import type { RollUp } from './rollup-types.ts'

export interface ContentProps {
  readonly data: RollUp
  readonly scope: Scope
}

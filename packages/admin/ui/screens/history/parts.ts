/** What do the parts of this screen say to each other? */
import type { RecordRef } from '../../event/event-types.ts'

/** Opens and closes parts by the keys of the address; without a value a part is closed. */
export type ShowParts = (parts: Readonly<Record<string, string | undefined>>) => void

/** One event to take back, or a record to what it was. */
export type RevertWhat =
  { readonly event: string } | { readonly target: RecordRef; readonly to: string }

/** What is said of something that left the application, and of the filter that chose it? */
import type { DetailKind } from '@rastro/core'

type Shape = Readonly<Record<string, DetailKind>>

const FILE_DETAILS: Shape = {
  /** Records in the file. */
  count: 'number?',
  /** `csv`, `json`, … */
  format: 'string?',
  /** Size of the file. */
  bytes: 'number?',
  /** `complete`, `partial` or `failed`: whether all of it left. */
  result: 'string?',
}

/** An export of a list, filtered or whole. */
export const EXPORT_DETAILS: Shape = { ...FILE_DETAILS, filter: 'any?', filters: 'strings?' }

/** A search or report: the filter in use must be told, an empty object if there was none. */
export const FILTERED_EXPORT_DETAILS: Shape = { ...FILE_DETAILS, filter: 'any' }

/**
 * Can this event be sent as it is, and how many bytes will it take?
 *
 * The server refuses documents of more than 16 MB or 180 levels, and one event that it refuses
 * must not take the others of its batch along.
 */
import { byteSize, sizeAtMost } from '@rastro/core'
import type { StoredEvent } from '@rastro/core'

/** MongoDB's limit is 16 MiB; what an event needs around its values is far below the rest. */
const MAX_EVENT_BYTES = 15 * 1024 * 1024
/** MongoDB stores 180 levels; a value stands on the fifth level of its event. */
const MAX_VALUE_LEVELS = 170

/** Nearly every event is; its size need not be counted. */
const SMALL = { bytes: 64 * 1024, levels: 100 } as const

/**
 * Returns a number of bytes that the event does not exceed, or undefined if no document can hold it.
 */
export function trySize(event: StoredEvent): number | undefined {
  const small = sizeAtMost(event, SMALL)
  if (small !== undefined) return small
  try {
    const { changes, details } = event.e
    if (isDeeper(changes, MAX_VALUE_LEVELS) || isDeeper(details, MAX_VALUE_LEVELS)) return undefined
    const bytes = byteSize(event)
    return bytes > MAX_EVENT_BYTES ? undefined : bytes
  } catch {
    // A cycle ends the stack; what it meant cannot be stored.
    return undefined
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const item of Object.values(value)) {
    if (typeof item === 'object' && item !== null && isDeeper(item, levels - 1)) return true
  }
  return false
}

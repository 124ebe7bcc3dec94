/**
 * Where do records go, and when may a file go?
 *
 * Files of a bounded size, one after the other. The oldest goes as soon as everything in it is
 * settled; never one out of turn, or the end of a write would be forgotten before its beginning.
 */
import type { SpoolFile, SpoolFiles } from '../ports/spool.ts'

const MAX_SEGMENT_BYTES = 4 * 1024 * 1024
export const SEGMENT_SUFFIX = '.spool'
const NAME_DIGITS = 8

/** Where one record stands. */
export interface RecordPlace {
  readonly segment: Segment
  readonly offset: number
  readonly length: number
  /** When it was written. */
  readonly since: number
}

export interface Segment {
  readonly path: string
  /** Records in it that are not settled yet. */
  open: number
  bytes: number
}

export interface Segments {
  /**
   * Appends a record whole or not at all.
   * @returns Its place, or undefined where the folder may hold no more.
   * @throws The file system's own error.
   */
  append(bytes: Uint8Array): RecordPlace | undefined
  /** Keeps the segment of a record until it is settled. */
  hold(place: RecordPlace): void
  settle(place: RecordPlace): void
  sync(): Promise<void>
  /** Whether full files wait for a sync to be closed. */
  hasRetired(): boolean
  bytes(): number
  count(): number
  /** When the oldest record that is still needed was written. */
  oldest(): number | undefined
  close(): void
}

export function createSegments(parts: {
  readonly files: SpoolFiles
  readonly folder: string
  readonly maxBytes: number
  readonly nowMs: () => number
}): Segments {
  const { files, folder, maxBytes, nowMs } = parts
  const segmentBytes = Math.min(MAX_SEGMENT_BYTES, Math.floor(maxBytes / 4))
  const all: Segment[] = []
  // In the order in which they were written.
  const held = new Set<RecordPlace>()
  let total = 0
  let number = 0
  let current: { readonly segment: Segment; readonly file: SpoolFile } | undefined
  // Files that are full and may hold what somebody waits to see synced.
  let retired: SpoolFile[] = []
  let isSyncing = false

  function begin(): { readonly segment: Segment; readonly file: SpoolFile } {
    number += 1
    const name = `${String(number).padStart(NAME_DIGITS, '0')}${SEGMENT_SUFFIX}`
    const path = files.join(folder, name)
    const file = files.open(path)
    const segment = { path, open: 0, bytes: 0 }
    all.push(segment)
    current = { segment, file }
    return current
  }

  function retire(): void {
    if (current === undefined) return
    retired.push(current.file)
    current = undefined
    if (!isSyncing) closeRetired()
    prune()
  }

  function closeRetired(): void {
    for (const file of retired) file.close()
    retired = []
  }

  function prune(): void {
    for (;;) {
      const [oldest] = all
      if (oldest === undefined || oldest.open > 0 || oldest === current?.segment) return
      all.shift()
      total -= oldest.bytes
      try {
        files.remove(oldest.path)
      } catch {
        // It is read again after a restart, and found to hold nothing that is open.
      }
    }
  }

  return {
    append(bytes) {
      if (current !== undefined && current.segment.bytes + bytes.length > segmentBytes) retire()
      if (total + bytes.length > maxBytes) {
        retire()
        if (total + bytes.length > maxBytes) return undefined
      }
      const { segment, file } = current ?? begin()
      const offset = segment.bytes
      try {
        file.append(bytes)
      } catch (error) {
        abandon(segment)
        throw error
      }
      segment.bytes += bytes.length
      total += bytes.length
      return { segment, offset, length: bytes.length, since: nowMs() }
    },
    hold(place) {
      held.add(place)
      place.segment.open += 1
    },
    settle(place) {
      if (!held.delete(place)) return
      const { segment } = place
      segment.open -= 1
      if (segment.open === 0 && segment !== current?.segment) prune()
    },
    async sync() {
      isSyncing = true
      const waitingFor = [...retired]
      const file = current?.file
      await Promise.all(
        [...waitingFor, ...(file === undefined ? [] : [file])].map((one) => one.sync()),
      )
      retired = retired.filter((one) => {
        if (!waitingFor.includes(one)) return true
        one.close()
        return false
      })
    },
    hasRetired: () => retired.length > 0,
    bytes: () => total,
    count: () => all.length,
    oldest() {
      const [first] = held
      return first?.since
    },
    close() {
      retire()
      closeRetired()
    },
  }

  // Half a record may be there: what comes next must not stand behind it.
  function abandon(segment: Segment): void {
    try {
      files.truncate(segment.path, segment.bytes)
    } catch {
      retire()
    }
  }
}

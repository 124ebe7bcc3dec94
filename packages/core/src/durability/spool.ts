/**
 * What does this process keep on its disk: writes that were said before they were sent, and events
 * on their way to the store?
 *
 * Nothing here throws: where the folder cannot be written, that is an answer, and it is tried
 * again. What other processes left is read in `left-behind.ts`.
 */
import type { ClusterTimestamp, StoredEvent } from '../event/event.ts'
import { withoutValues } from '../event/without-values.ts'
import type { Logger } from '../environment/environment.ts'
import type { OpenIntent, SpoolFiles, ValueMaker } from '../ports/spool.ts'
import { fitsFrame, frame, tryRecord } from './frame.ts'
import { createGroupSync } from './group-sync.ts'
import { createSegments } from './segments.ts'
import type { RecordPlace, Segments } from './segments.ts'
import type { SpoolFolder } from './spool-folder.ts'
import { valueOfText, valueText } from './value-text.ts'

// Taken at load: applications fake timers.
const { setTimeout } = globalThis

/** Ends are written along with what comes next, or after this long. */
const MS_BEFORE_ENDS_ARE_WRITTEN = 100
const MS_BETWEEN_TRIES = 1_000

/** Events that stand in the spool. */
export interface SpooledEvents {
  /** Of their record. */
  readonly bytes: number
  /** @throws If they cannot be read back. */
  read(): readonly StoredEvent[]
  /** They are in the store; their place may be given up. */
  stored(): void
}

/** How the spool is, for operators. */
export interface SpoolState {
  readonly path: string
  readonly writable: boolean
  readonly bytes: number
  readonly maxBytes: number
  readonly segments: number
  /** When the oldest thing that is still needed was written. */
  readonly oldestAt?: Date
  readonly openIntents: number
}

/** What this process keeps on its disk. */
export interface Spool {
  /** Makes the folder, so that it is known early whether it can be. */
  begin(): void
  /** False where it cannot be kept. */
  announce(intent: OpenIntent): boolean
  /** The write is over and told about. */
  close(intentId: string): void
  /** Announced writes that are not over; those that cannot be read back are left out. */
  intents(): readonly OpenIntent[]
  /** Undefined where they cannot be kept. */
  keep(events: readonly StoredEvent[]): SpooledEvents | undefined
  /** True when everything so far survives a loss of power. */
  sync(): Promise<boolean>
  /** Tells other processes that this one is alive; to be called again and again. */
  sign(): void
  state(): SpoolState
  /** Resolves when no announced write is under way. */
  idle(): Promise<void>
  /**
   * Writes what is outstanding and gives the folder up to whoever comes next; not while a write is
   * under way, whose fate another process would take for unknown. Whatever comes later begins a
   * new folder, which is given up with the process.
   */
  release(): void
}

export interface SpoolParts {
  readonly files: SpoolFiles
  readonly folder: SpoolFolder
  readonly maxBytes: number
  readonly make: () => ValueMaker
  readonly log: Logger
  readonly nowMs: () => number
}

export function createSpool(parts: SpoolParts): Spool {
  const { files, folder, maxBytes, make, log, nowMs } = parts
  const intents = new Map<string, RecordPlace>()
  let segments: Segments | undefined
  let closed: string[] = []
  let stored: number[] = []
  let nextBatch = 1
  let batches = 0
  let isTimed = false
  const waiting: (() => void)[] = []
  let isOver = false
  let failedAtMs = -Infinity
  let isWritable = true
  let hasSaid = false
  const shared = createGroupSync(async () => segments?.sync())

  function trouble(why: string): void {
    isWritable = false
    failedAtMs = nowMs()
    if (hasSaid) return
    hasSaid = true
    log.warn(
      `audit: the spool cannot be written (${why}): until it can, an event that the store does not take is lost`,
    )
  }

  function open(): Segments {
    if (segments === undefined) {
      const path = folder.open()
      segments = createSegments({ files, folder: path, maxBytes, nowMs })
    }
    return segments
  }

  function tryAppend(bytes: Uint8Array): RecordPlace | undefined {
    // Either way round: a clock set back must not keep it shut for hours.
    if (!isWritable && Math.abs(nowMs() - failedAtMs) < MS_BETWEEN_TRIES) return undefined
    try {
      const place = open().append(bytes)
      if (place === undefined) trouble('it is full')
      else if (!isWritable) {
        isWritable = true
        hasSaid = false
      }
      return place
    } catch (error) {
      trouble(codeOf(error))
      return undefined
    }
  }

  // Ends that are not written cost a later process a question, and nothing else.
  function writeEnds(): void {
    if (closed.length === 0 && stored.length === 0) return
    // They end what is in a folder that was given up.
    if (segments === undefined) {
      closed = []
      stored = []
      return
    }
    const frames = ends()
    if (tryAppend(Buffer.concat(frames)) === undefined) return
    closed = []
    stored = []
  }

  function ends(): Uint8Array[] {
    return [
      ...(closed.length === 0 ? [] : [frame('closed', JSON.stringify(closed))]),
      ...(stored.length === 0 ? [] : [frame('stored', JSON.stringify(stored))]),
    ]
  }

  function append(bytes: Uint8Array): RecordPlace | undefined {
    if (closed.length === 0 && stored.length === 0) return tryAppend(bytes)
    const before = Buffer.concat(ends())
    const place = tryAppend(Buffer.concat([before, bytes]))
    if (place === undefined) return tryAppend(bytes)
    closed = []
    stored = []
    return { ...place, offset: place.offset + before.length, length: bytes.length }
  }

  function endsLater(): void {
    if (isTimed) return
    isTimed = true
    setTimeout(() => {
      isTimed = false
      writeEnds()
    }, MS_BEFORE_ENDS_ARE_WRITTEN).unref()
  }

  function readAt(place: RecordPlace): readonly StoredEvent[] {
    const { segment, offset, length } = place
    const record = tryRecord(Buffer.from(files.readPart(segment.path, { offset, length })), 0)
    if (record === undefined) throw new RangeError('the spool does not hold what it was given')
    return eventsOf(record.text, make())
  }

  // From the file: a write that is under way costs no memory for those who hardly ever ask.
  function intentAt({ segment, offset, length }: RecordPlace): OpenIntent | undefined {
    try {
      const record = tryRecord(Buffer.from(files.readPart(segment.path, { offset, length })), 0)
      return record && (valueOfText(record.text, make()) as OpenIntent)
    } catch {
      return undefined
    }
  }

  function giveUp(): void {
    writeEnds()
    segments?.close()
    segments = undefined
    folder.release(batches > 0)
  }

  return {
    begin() {
      try {
        open()
      } catch (error) {
        trouble(codeOf(error))
      }
    },
    announce(intent) {
      const place = append(frame('intent', valueText(intent)))
      if (place === undefined) return false
      segments?.hold(place)
      intents.set(intent.id, place)
      return true
    },
    close(intentId) {
      const place = intents.get(intentId)
      if (place === undefined) return
      intents.delete(intentId)
      segments?.settle(place)
      closed.push(intentId)
      endsLater()
      if (intents.size > 0) return
      for (const resolve of waiting.splice(0)) resolve()
      if (isOver && batches === 0) giveUp()
    },
    intents: () => [...intents.values()].flatMap((place) => intentAt(place) ?? []),
    keep(events) {
      const batch = nextBatch
      const bytes = frame('events', textOfEvents(batch, events))
      const place = fitsFrame(bytes) ? append(bytes) : undefined
      if (place === undefined) return undefined
      nextBatch += 1
      batches += 1
      segments?.hold(place)
      let isOpen = true
      return {
        bytes: place.length,
        read: () => readAt(place),
        stored() {
          if (!isOpen) return
          isOpen = false
          batches -= 1
          segments?.settle(place)
          stored.push(batch)
          endsLater()
        },
      }
    },
    async sync() {
      try {
        await shared()
        return isWritable
      } catch (error) {
        trouble(codeOf(error))
        return false
      }
    },
    sign() {
      try {
        // Where syncs are rare, full files would stay open until the next one.
        if (segments?.hasRetired() === true) void shared().catch(() => undefined)
        if (folder.sign()) return
        // Somebody took this process for dead, and stores what it kept. It begins a new folder.
        segments?.close()
        segments = undefined
        intents.clear()
        for (const resolve of waiting.splice(0)) resolve()
      } catch (error) {
        trouble(codeOf(error))
      }
    },
    state() {
      const oldest = segments?.oldest()
      return {
        path: folder.root,
        writable: isWritable,
        bytes: segments?.bytes() ?? 0,
        maxBytes,
        segments: segments?.count() ?? 0,
        ...(oldest === undefined ? {} : { oldestAt: new Date(oldest) }),
        openIntents: intents.size,
      }
    },
    idle() {
      if (intents.size === 0) return Promise.resolve()
      return new Promise((resolve) => {
        waiting.push(resolve)
      })
    },
    release() {
      isOver = true
      writeEnds()
      if (intents.size === 0) giveUp()
    },
  }
}

/** Text of a record of events: its number in this spool, then the events. */
function textOfEvents(batch: number, events: readonly StoredEvent[]): string {
  try {
    return valueText({ n: batch, events })
  } catch {
    // A cycle, or thousands of levels: what cannot be written is not stored by anybody.
    const bare = events.map((event) => ({ ...event, e: withoutValues(event.e) }))
    return valueText({ n: batch, events: bare })
  }
}

/** Returns the events of such a record. */
export function eventsOf(text: string, make: ValueMaker): readonly StoredEvent[] {
  const { events } = valueOfText(text, make) as { events: readonly StoredEvent[] }
  return events.map((event) => {
    const { ct } = event.e
    if (ct === undefined) return event
    // By shape, as events have it everywhere: old drivers' timestamps have neither `t` nor `i`.
    const { high, low } = ct.t as unknown as { high: number; low: number }
    const t: ClusterTimestamp = { _bsontype: 'Timestamp', t: high >>> 0, i: low >>> 0 }
    return { ...event, e: { ...event.e, ct: { ...ct, t } } }
  })
}

function codeOf(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'the file system failed'
}

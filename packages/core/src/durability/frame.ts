/**
 * How is a record told from what a crash left half written?
 *
 * Length, CRC-32, payload; the payload's first byte says what it is. A file is read from its
 * beginning; what cannot be a record is stepped over, so damage in the middle costs the records it
 * hit and no other.
 */
import { crc32 } from 'node:zlib'

const HEADER_BYTES = 8
/** No record is larger: an event has at most 16 MB, and its text a third more. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024

/** What a record tells: a write to come, its end, events to store, or that they are stored. */
export type RecordKind = 'intent' | 'closed' | 'events' | 'stored'

const CODES: Readonly<Record<RecordKind, number>> = {
  intent: 0x49,
  closed: 0x43,
  events: 0x45,
  stored: 0x53,
}
const KINDS = new Map(Object.entries(CODES).map(([kind, code]) => [code, kind as RecordKind]))

/** One record and where it stands. */
export interface FramedRecord {
  readonly kind: RecordKind
  readonly text: string
  readonly offset: number
  /** With its header. */
  readonly length: number
}

/** What a file held. */
export interface FrameScan {
  readonly records: readonly FramedRecord[]
  /** Where the last whole record ends: what follows was torn off while it was written. */
  readonly end: number
  /** Stretches that were whole once and cannot be read any more. */
  readonly damaged: number
}

/** Returns the bytes of a record. */
export function frame(kind: RecordKind, text: string): Uint8Array {
  const textBytes = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + 1 + textBytes)
  bytes.writeUInt8(CODES[kind], HEADER_BYTES)
  bytes.write(text, HEADER_BYTES + 1)
  bytes.writeUInt32LE(1 + textBytes, 0)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES)), 4)
  return bytes
}

/** Whether a record can be read back: one that is too large would be taken for damage. */
export function fitsFrame(record: Uint8Array): boolean {
  return record.length - HEADER_BYTES <= MAX_PAYLOAD_BYTES
}

/** Reads all records of a file's bytes. */
export function readFrames(given: Uint8Array): FrameScan {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  const records: FramedRecord[] = []
  let end = 0
  let damaged = 0
  let offset = 0
  while (offset < bytes.length) {
    const record = tryRecord(bytes, offset)
    if (record === undefined) {
      offset += 1
      continue
    }
    if (offset > end) damaged += 1
    records.push(record)
    offset += record.length
    end = offset
  }
  if (end < bytes.length && !isTorn(bytes, end)) damaged += 1
  return { records, end, damaged }
}

/** Reads one record, or nothing where there is none. */
export function tryRecord(bytes: Buffer, offset: number): FramedRecord | undefined {
  if (offset + HEADER_BYTES >= bytes.length) return undefined
  const size = bytes.readUInt32LE(offset)
  const start = offset + HEADER_BYTES
  if (size === 0 || size > MAX_PAYLOAD_BYTES || start + size > bytes.length) return undefined
  const kind = KINDS.get(bytes[start] ?? 0)
  if (kind === undefined) return undefined
  const payload = bytes.subarray(start, start + size)
  if (crc32(payload) !== bytes.readUInt32LE(offset + 4)) return undefined
  return { kind, text: payload.toString('utf8', 1), offset, length: HEADER_BYTES + size }
}

// The last write was cut short: fewer bytes are there than its header says, or not even a header.
function isTorn(bytes: Buffer, offset: number): boolean {
  const left = bytes.length - offset
  if (left <= HEADER_BYTES) return true
  const size = bytes.readUInt32LE(offset)
  return size > 0 && size <= MAX_PAYLOAD_BYTES && size > left - HEADER_BYTES
}

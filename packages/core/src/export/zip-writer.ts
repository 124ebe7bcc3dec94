/**
 * How do files become one zip archive, while they are still being made?
 *
 * The smallest part of the format that every program opens: deflate, sizes after the data, no
 * archive over 4 GiB. Each piece is compressed by itself and ends at a whole byte, so that it can
 * leave at once and nothing is held back; that costs some per cent of size. Node's zlib does the
 * work: a library would bring streams of its own beside the ones that files leave through here.
 *
 * @see APPNOTE.TXT 6.3.10 of the ZIP format, sections 4.3 and 4.4; RFC 1951.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { AuditError } from '../errors/audit-error.ts'

/** Writes an archive, piece by piece. Used once, from the first file to the end. */
export interface ZipWriter {
  /** Begins a file, and ends the one before. The name is of ASCII letters, digits, `.` and `-`. */
  file(name: string, at: Date): Uint8Array
  /** More of the file. */
  data(text: string): Uint8Array
  /** Ends the archive. */
  end(): Uint8Array
}

interface Entry {
  readonly name: string
  readonly time: number
  readonly offset: number
  crc: number
  packed: number
  size: number
}

const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** Version 2.0: deflate. */
const VERSION = 20
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808
const DEFLATE = 8
const MAX_BYTES = 0xffff_ffff
/** A last block with nothing in it: the pieces before are none. */
const LAST_BLOCK = Buffer.from([0x03, 0x00])
const NOTHING = Buffer.alloc(0)

/** Makes the writer of one archive. */
export function createZipWriter(): ZipWriter {
  const entries: Entry[] = []
  let open: Entry | undefined
  let written = 0

  function out(...parts: readonly Uint8Array[]): Uint8Array {
    const bytes = Buffer.concat(parts)
    written += bytes.byteLength
    if (written <= MAX_BYTES) return bytes
    throw new AuditError(
      'AUDIT_VALUE_INVALID',
      'a zip archive of more than 4 GiB cannot be written',
    )
  }

  function closed(): Uint8Array {
    if (open === undefined) return NOTHING
    open.packed += LAST_BLOCK.byteLength
    const { crc, packed, size } = open
    entries.push(open)
    open = undefined
    return Buffer.concat([LAST_BLOCK, numbers([DESCRIPTOR, 4], [crc, 4], [packed, 4], [size, 4])])
  }

  return {
    file(name, at) {
      const before = out(closed())
      open = { name, time: dosTime(at), offset: written, crc: 0, packed: 0, size: 0 }
      const head = numbers(
        [LOCAL, 4],
        [VERSION, 2],
        [FLAGS, 2],
        [DEFLATE, 2],
        [open.time, 4],
        [0, 4],
        [0, 4],
        [0, 4],
        [name.length, 2],
        [0, 2],
      )
      return Buffer.concat([before, out(head, Buffer.from(name))])
    },
    data(text) {
      if (open === undefined || text === '') return NOTHING
      const bytes = Buffer.from(text)
      const packed = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
      open.crc = crc32(bytes, open.crc)
      open.packed += packed.byteLength
      open.size += bytes.byteLength
      return out(packed)
    },
    end() {
      const last = out(closed())
      const start = written
      const list = Buffer.concat(entries.map(centralHeader))
      const end = numbers(
        [END, 4],
        [0, 4],
        [entries.length, 2],
        [entries.length, 2],
        [list.byteLength, 4],
        [start, 4],
        [0, 2],
      )
      return Buffer.concat([last, out(list, end)])
    },
  }
}

function centralHeader({ name, time, offset, crc, packed, size }: Entry): Uint8Array {
  const head = numbers(
    [CENTRAL, 4],
    [VERSION, 2],
    [VERSION, 2],
    [FLAGS, 2],
    [DEFLATE, 2],
    [time, 4],
    [crc, 4],
    [packed, 4],
    [size, 4],
    [name.length, 2],
    // Extra field, comment, disk and attributes: none.
    [0, 4],
    [0, 4],
    [0, 4],
    [offset, 4],
  )
  return Buffer.concat([head, Buffer.from(name)])
}

function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array {
  const bytes = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0))
  let at = 0
  for (const [value, size] of fields) at = bytes.writeUIntLE(value, at, size)
  return bytes
}

/** Two seconds are one in this format, which begins in 1980; in UTC, whose zone it cannot say. */
function dosTime(at: Date): number {
  const date =
    ((Math.max(1980, at.getUTCFullYear()) - 1980) << 9) |
    ((at.getUTCMonth() + 1) << 5) |
    at.getUTCDate()
  const time =
    (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | Math.floor(at.getUTCSeconds() / 2)
  return date * 0x1_0000 + time
}

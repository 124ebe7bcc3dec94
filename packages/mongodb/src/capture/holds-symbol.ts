/**
 * Does a stored record hold a symbol?
 *
 * The type is given up, and the driver reads it as text. Bytes are stepped through by their lengths
 * alone; nothing of them is made into values.
 */

const SYMBOL = 0x0e

/** Bytes of values that always take as many. */
const FIXED: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
}

/** True also for bytes that are not understood. */
export function holdsSymbol(given: Uint8Array): boolean {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  try {
    return walk(bytes, 0)
  } catch {
    return true
  }
}

function walk(bytes: Buffer, start: number): boolean {
  const end = start + bytes.readInt32LE(start) - 1
  let at = start + 4
  while (at < end) {
    const type = bytes.readUInt8(at)
    at = afterText(bytes, at + 1)
    if (type === SYMBOL) return true
    if ((type === 0x03 || type === 0x04) && walk(bytes, at)) return true
    at += sizeOf(bytes, type, at)
  }
  return false
}

function sizeOf(bytes: Buffer, type: number, at: number): number {
  const fixed = FIXED[type]
  if (fixed !== undefined) return fixed
  switch (type) {
    // Text, code: a length, and as many bytes.
    case 0x02:
    case 0x0d:
      return 4 + bytes.readInt32LE(at)
    case 0x03:
    case 0x04:
      return bytes.readInt32LE(at)
    case 0x05:
      return 5 + bytes.readInt32LE(at)
    case 0x0b:
      return afterText(bytes, afterText(bytes, at)) - at
    default:
      // Code with a scope, a pointer, or nothing that is known here: such a record is read again.
      throw new RangeError('a type that is not looked into')
  }
}

function afterText(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at)
  if (end < 0) throw new RangeError('a text without an end')
  return end + 1
}

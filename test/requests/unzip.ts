/** The files of an archive, by its own list of them; what is broken throws. */
import { crc32, inflateRawSync } from 'node:zlib'

export function unzip(archive: Buffer): Readonly<Record<string, string>> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  const count = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  const files: Record<string, string> = {}
  for (let i = 0; i < count; i += 1) {
    const [crc, packed, size] = [16, 20, 24].map((field) => archive.readUInt32LE(at + field))
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString()
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = inflateRawSync(archive.subarray(start, start + (packed ?? 0)))
    if (crc32(data) !== crc || data.byteLength !== size) throw new Error(`${name} is broken`)
    files[name] = data.toString()
    at += 46 + nameLength
  }
  return files
}

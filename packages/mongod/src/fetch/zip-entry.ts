/**
 * How is one file taken out of a zip archive with Node built-ins?
 *
 * Enough of the format for Python wheels: stored and deflated entries, no zip64, no encryption. Who
 * calls it checks the content.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const END_BYTES = 22
const MAX_COMMENT_BYTES = 65_535
const DEFLATED = 8

interface Entry {
  readonly name: string
  readonly method: number
  readonly compressedBytes: number
  readonly headerOffset: number
}

/**
 * Extracts the first entry whose name ends in `suffix`.
 *
 * @param archivePath - The zip archive.
 * @throws Error if the archive is none, or no entry has that name.
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export async function extractZipEntry(
  archivePath: string,
  { suffix, targetPath }: { suffix: string; targetPath: string },
): Promise<void> {
  const archive = await open(archivePath)
  let start: number
  let entry: Entry | undefined
  try {
    entry = (await readDirectory(archive)).find(({ name }) => name.endsWith(suffix))
    if (entry === undefined) throw new Error(`${archivePath} has no entry ${suffix}`)
    // The local header repeats name and extra field, with an extra field of its own length.
    const local = await readAt(archive, entry.headerOffset, 30)
    start = entry.headerOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  } finally {
    await archive.close()
  }
  const source = createReadStream(archivePath, { start, end: start + entry.compressedBytes - 1 })
  const target = createWriteStream(targetPath)
  if (entry.method === DEFLATED) await pipeline(source, createInflateRaw(), target)
  else await pipeline(source, target)
}

async function readDirectory(archive: FileHandle): Promise<Entry[]> {
  const { size } = await archive.stat()
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT_BYTES)
  const tail = await readAt(archive, size - tailBytes, tailBytes)
  let at = tail.length - END_BYTES
  while (at >= 0 && tail.readUInt32LE(at) !== END_OF_DIRECTORY) at -= 1
  if (at < 0) throw new Error('the archive has no directory')
  const count = tail.readUInt16LE(at + 10)
  const directory = await readAt(archive, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12))
  return parseDirectory(directory, count)
}

function parseDirectory(directory: Buffer, count: number): Entry[] {
  const entries: Entry[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('the directory is damaged')
    const nameBytes = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerOffset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function readAt(archive: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await archive.read(Buffer.alloc(bytes), 0, bytes, position)
  if (bytesRead !== bytes) throw new Error('the archive is cut short')
  return buffer
}

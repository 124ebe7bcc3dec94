/**
 * The process in which `mongodb-memory-server-core` downloads a server; not a module to import.
 *
 * Its parent ends it when it takes too long, and it ends with its parent.
 */
import { copyFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { failureLine } from '../errors.ts'
import { tryOptionalPeer } from '../optional-peer.ts'
import type { OfficialReply } from './official-download.ts'

const PACKAGE = 'mongodb-memory-server-core'

interface BinaryFinder {
  getPath(options: { downloadDir: string; checkMD5: boolean }): Promise<string>
}

process.on('disconnect', () => process.exit(1))
process.on('message', (message) => {
  if (message === 'download') void answer(download)
})
void answer(async () => {
  await loadFinder()
  return { kind: 'ready' }
})

async function answer(work: () => Promise<OfficialReply>): Promise<void> {
  let reply: OfficialReply
  try {
    reply = await work()
  } catch (error) {
    reply = { kind: 'failed', message: failureLine(error) }
  }
  process.send?.(reply)
}

async function download(): Promise<OfficialReply> {
  const stagingDir = process.env['MONGOMS_DOWNLOAD_DIR'] ?? '.'
  const finder = await loadFinder()
  const path = await finder.getPath({ downloadDir: stagingDir, checkMD5: true })
  if (!relative(stagingDir, path).startsWith('..')) return { kind: 'done', path }
  // It found one of its own earlier downloads, which is not ours to move.
  const copy = join(stagingDir, 'mongod-copy')
  await copyFile(path, copy)
  return { kind: 'done', path: copy }
}

async function loadFinder(): Promise<BinaryFinder> {
  const exports = await tryOptionalPeer(PACKAGE)
  if (exports === undefined) throw new Error(`${PACKAGE} is not installed`)
  const finder = findExport(exports)
  if (finder === undefined) throw new Error(`${PACKAGE} has no MongoBinary; expected version 10 up`)
  return finder
}

/** A CommonJS package's names are seen on the namespace or only on its default export. */
function findExport(exports: unknown): BinaryFinder | undefined {
  for (const holder of [exports, (exports as { default?: unknown }).default]) {
    const finder = (holder as { MongoBinary?: BinaryFinder } | undefined)?.MongoBinary
    if (finder !== undefined) return finder
  }
  return undefined
}

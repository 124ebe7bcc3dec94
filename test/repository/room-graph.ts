/** Which file of a package needs which other, and which folder which other folder? */
import { posix } from 'node:path'
import type { Graph } from './find-cycle.ts'
import { importsOf } from './imports-of.ts'
import { filesLike, readText } from './source-tree.ts'

/** Returns which file of `packages/<folder>/src` imports which other, types included. */
export function fileGraph(folder: string): Graph {
  const src = `packages/${folder}/src/`
  const files = filesLike(/\.(?:ts|js)$/).filter((path) => path.startsWith(src))
  return new Map(
    files.map((path) => {
      const own = importsOf(readText(path)).filter(({ specifier }) => specifier.startsWith('.'))
      const targets = own.map(({ specifier }) => posix.join(posix.dirname(path), specifier))
      return [path.slice(src.length), new Set(targets.map((target) => target.slice(src.length)))]
    }),
  )
}

/**
 * Returns which room needs which other: a room is a folder directly below `src`. Files that lie in
 * `src` itself put the rooms together and are no room.
 */
export function roomGraph(files: Graph): Graph {
  const rooms = new Map<string, Set<string>>()
  for (const [file, targets] of files) {
    const room = tryRoomOf(file)
    if (room === undefined) continue
    const needed = rooms.get(room) ?? new Set<string>()
    rooms.set(room, needed)
    for (const target of targets) {
      const other = tryRoomOf(target)
      if (other !== undefined && other !== room) needed.add(other)
    }
  }
  return rooms
}

/** Returns the imports that make one room need another, as lines of `file -> file`. */
export function importsBetween(files: Graph, from: string, to: string): readonly string[] {
  const lines: string[] = []
  for (const [file, targets] of files) {
    for (const target of targets) {
      if (tryRoomOf(file) === from && tryRoomOf(target) === to) lines.push(`${file} -> ${target}`)
    }
  }
  return lines
}

function tryRoomOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined
}

/**
 * What did a process leave in its folder?
 *
 * Reads every segment from its beginning: announced writes without an end, and events that nobody
 * marked as stored. Torn ends are normal after a crash; damage is counted, because something that
 * was kept is gone.
 */
import type { StoredEvent } from '../event/event.ts'
import type { OpenIntent, SpoolFiles, ValueMaker } from '../ports/spool.ts'
import { readFrames, tryRecord } from './frame.ts'
import type { FramedRecord } from './frame.ts'
import { SEGMENT_SUFFIX } from './segments.ts'
import { ADOPTED } from './spool-folder.ts'
import { eventsOf } from './spool.ts'
import { valueOfText } from './value-text.ts'

/** Events that wait in a folder to be stored. */
export interface LeftEvents {
  /** Of the record that holds them. */
  readonly bytes: number
  /** They are at least this old, in milliseconds. */
  readonly idleMs: number
  /** @throws If they cannot be read. */
  read(): readonly StoredEvent[]
}

export interface LeftBehind {
  readonly intents: readonly OpenIntent[]
  readonly events: readonly LeftEvents[]
  /** Stretches that cannot be read any more. */
  readonly damaged: number
}

/** @param make - Makes the driver's values; asked when something is read. */
export function readLeftBehind(
  files: SpoolFiles,
  folder: string,
  make: () => ValueMaker,
): LeftBehind {
  const intents = new Map<string, string>()
  const events = new Map<number, LeftEvents>()
  let damaged = 0
  for (const path of segmentsIn(files, folder)) {
    const scan = readFrames(files.read(path))
    damaged += scan.damaged
    const idleMs = files.idleMs(path) ?? 0
    for (const record of scan.records) take(record, { path, idleMs })
  }

  function take(
    record: FramedRecord,
    { path, idleMs }: { readonly path: string; readonly idleMs: number },
  ): void {
    const { kind, text, offset, length } = record
    if (kind === 'intent') intents.set(idIn(text), text)
    else if (kind === 'closed') for (const id of listIn(text)) intents.delete(String(id))
    else if (kind === 'stored') for (const batch of listIn(text)) events.delete(Number(batch))
    else {
      events.set(batchIn(text), {
        bytes: length,
        idleMs,
        read: () => eventsAt(files, { path, offset, length }, make()),
      })
    }
  }

  return {
    intents: [...intents.values()].map((text) => valueOfText(text, make()) as OpenIntent),
    events: [...events.values()],
    damaged,
  }
}

/** Whether anything in a folder is still to be done. */
export function holdsAnything(files: SpoolFiles, folder: string): boolean {
  const intents = new Set<string>()
  const batches = new Set<number>()
  for (const path of segmentsIn(files, folder)) {
    for (const { kind, text } of readFrames(files.read(path)).records) {
      if (kind === 'intent') intents.add(idIn(text))
      else if (kind === 'events') batches.add(batchIn(text))
      else if (kind === 'closed') for (const id of listIn(text)) intents.delete(String(id))
      else for (const batch of listIn(text)) batches.delete(Number(batch))
    }
  }
  const hasOthers = files.list(folder).some((name) => name.startsWith(ADOPTED))
  return hasOthers || intents.size + batches.size > 0
}

function segmentsIn(files: SpoolFiles, folder: string): readonly string[] {
  return files
    .list(folder)
    .filter((name) => name.endsWith(SEGMENT_SUFFIX))
    .toSorted()
    .map((name) => files.join(folder, name))
}

function eventsAt(
  files: SpoolFiles,
  { path, ...part }: { readonly path: string; readonly offset: number; readonly length: number },
  make: ValueMaker,
): readonly StoredEvent[] {
  const record = tryRecord(Buffer.from(files.readPart(path, part)), 0)
  if (record === undefined) throw new RangeError('a record of the spool is damaged')
  return eventsOf(record.text, make)
}

function idIn(text: string): string {
  return (JSON.parse(text) as { id: string }).id
}

// Events are large: only the number at their front is read here.
function batchIn(text: string): number {
  return Number(/^\{"n":(\d+)/.exec(text)?.[1])
}

function listIn(text: string): readonly unknown[] {
  return JSON.parse(text) as unknown[]
}

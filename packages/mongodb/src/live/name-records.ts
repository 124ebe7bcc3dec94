/**
 * What are these records called, now?
 *
 * Asked while a write waits for its events, so it is given up soon, and reads nothing but the
 * records themselves: a name that comes late or from elsewhere would be a guess.
 */
import type { NameQuestion, RecordReference, StoredRecord } from '@rastro/core'
import { AuditError, idText, kindOf, readPath } from '@rastro/core'
import type { Doc, DriverCollection } from '../capture/driver.ts'
import { byIds, KEEP_TYPES } from '../capture/reads.ts'
import { originalOf } from '../capture/wrapper.ts'
import { withinTime } from '../store/deadline.ts'
import type { LiveSource } from './live-source.ts'

/** What the server may take. */
const MAX_READ_MS = 1_000
/** With finding the server, which the driver would take 30 seconds for. */
const MAX_WAIT_MS = 3_000
const MAX_NAME_CHARACTERS = 256

/** A collection that may have the records, and how they are told about. */
export interface NamingSource {
  readonly source: LiveSource
  readonly collection: DriverCollection
}

/** Names of the records that exist; where two collections have one, nobody knows which is meant. */
export async function nameRecords(
  { type, namePath, ids }: NameQuestion,
  sources: readonly NamingSource[],
): Promise<RecordReference[]> {
  const found = await Promise.all(
    sources.map(async ({ source, collection }) => {
      const records = await readNamed(originalOf(collection), { ids, namePath })
      return records.map((record) => ({ record, name: nameOf(record, source, namePath) }))
    }),
  )
  const times = new Map<string, number>()
  for (const { record } of found.flat()) {
    times.set(keyOf(record), (times.get(keyOf(record)) ?? 0) + 1)
  }
  return found.flat().flatMap(({ record, name }) => {
    if (name === undefined || name === '' || times.get(keyOf(record)) !== 1) return []
    return [{ type, id: record['_id'], name: name.slice(0, MAX_NAME_CHARACTERS) }]
  })
}

async function readNamed(
  { client, dbName, collectionName }: DriverCollection,
  what: { readonly ids: NameQuestion['ids']; readonly namePath: string | undefined },
): Promise<StoredRecord[]> {
  const { filter, selection } = byIds(what.ids)
  const command: Doc = {
    find: collectionName,
    filter,
    ...selection,
    // A model may make the name of several fields: then the whole record is needed.
    ...(what.namePath === undefined ? {} : { projection: { [what.namePath]: 1 } }),
    readConcern: { level: 'local' },
    maxTimeMS: MAX_READ_MS,
    batchSize: what.ids.length,
  }
  const reading = client
    .db(dbName)
    .runCursorCommand(command, { ...KEEP_TYPES })
    .toArray()
  return withinTime(reading, {
    waitMs: MAX_WAIT_MS,
    late: (waitedMs) =>
      new AuditError('AUDIT_STORE_UNAVAILABLE', `no names of records came in ${waitedMs} ms`),
  })
}

function nameOf(
  record: StoredRecord,
  { audited }: LiveSource,
  namePath: string | undefined,
): string | undefined {
  if (namePath === undefined) return audited.modelOf(record)?.nameOf(record)
  const name = readPath(record, namePath)
  if (typeof name === 'string') return name
  return NUMBERS.has(kindOf(name)) ? idText(name) : undefined
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'long', 'double', 'decimal'])

function keyOf(record: StoredRecord): string {
  return `${kindOf(record['_id'])} ${idText(record['_id'])}`
}

/** How is a record read as it is, and written back, in a captured collection? */
import type { LiveCollection, LiveRecord, StoredValue } from '@rastro/core'
import { AuditError, classify } from '@rastro/core'
import type { DriverCollection, DriverSession } from '../capture/driver.ts'
import { readByIds } from '../capture/reads.ts'
import type { CaptureSite } from '../capture/site.ts'
import { originalOf } from '../capture/wrapper.ts'
import type { LiveSource } from './live-source.ts'
import { writeRevert } from './write-revert.ts'

/** Stands for a captured collection. */
export function createLiveCollection({
  source,
  collection,
}: {
  readonly source: LiveSource
  readonly collection: DriverCollection
}): LiveCollection {
  const { audited, environment, bookkeeping } = source
  const site: CaptureSite = { original: originalOf(collection), audited, ...environment }
  return {
    bookkeeping,
    ignoredOf: (record) => (record && audited.modelOf(record)?.ignore) ?? audited.root.ignore,
    classify({ before, after }) {
      const image = after ?? before
      const model = image && audited.modelOf(image)
      if (model === undefined) return undefined
      const change = { ...(before && { before }), ...(after && { after }) }
      const { place, operation } = classify(model, change, 'single')
      return { place, operation }
    },
    read: (id) => readLive(site, id),
    write: (write) => writeRevert({ site, captured: collection }, write),
  }
}

/** At an instant that the server named just before: which writes it contains is then known. */
async function readLive(site: CaptureSite, id: StoredValue): Promise<LiveRecord> {
  const { client, dbName } = site.original
  const session = client.startSession({ causalConsistency: false })
  try {
    await client.db(dbName).command({ ping: 1 }, { session, readPreference: 'primary' })
    const at = session.operationTime
    const point = at === undefined ? { session } : { at }
    const [record] = (await readByIds(site, [id], point)).values()
    return {
      record,
      ...(at === undefined ? {} : { asOf: { _bsontype: 'Timestamp', t: at.t, i: at.i } }),
    }
  } catch (cause) {
    throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'the live record could not be read', { cause })
  } finally {
    await endQuietly(session)
  }
}

async function endQuietly(session: DriverSession): Promise<void> {
  try {
    await session.endSession()
  } catch {
    // What was read stays read.
  }
}

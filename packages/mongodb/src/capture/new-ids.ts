/** Which ids are documents going to have? */
import type { StoredRecord, StoredValue } from '@rastro/core'
import type { WriteCall } from './call.ts'
import { asDoc } from './outcome.ts'

/**
 * The ids of documents that are about to be inserted, so that they can be announced.
 *
 * Where one has none, it gets it here, from the driver's own factory and onto the application's
 * own object, as the driver would do it a moment later.
 *
 * @returns undefined where an id cannot be known before.
 */
export function idsToBe(
  call: WriteCall,
  documents: readonly unknown[],
  frozen: readonly StoredRecord[],
): StoredValue[] | undefined {
  const factory = asDoc(asDoc((call.site.original as unknown as { s?: unknown }).s)['pkFactory'])
  const { forceServerObjectId = call.site.original.db?.options?.forceServerObjectId } = call.options
  const ids: StoredValue[] = []
  for (const [index, document] of documents.entries()) {
    const id = frozen[index]?.['_id'] ?? madeId(document, factory, Boolean(forceServerObjectId))
    if (id === undefined) return undefined
    ids.push(id)
  }
  return ids
}

function madeId(
  document: unknown,
  factory: { createPk?: unknown },
  isServers: boolean,
): StoredValue {
  if (isServers || typeof factory.createPk !== 'function') return undefined
  if (typeof document !== 'object' || document === null || Object.isFrozen(document)) {
    return undefined
  }
  const holder = document as Record<string, unknown>
  if ((holder['_id'] ?? null) !== null) return undefined
  holder['_id'] = (factory as { createPk(): unknown }).createPk()
  return holder['_id']
}

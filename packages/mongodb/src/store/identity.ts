/**
 * Which store is this, whatever address it is reached by?
 *
 * The id that the database gave to the collection of events: the same for every member and every
 * client, and another one for another deployment whose databases are called the same.
 */
import { idText } from '@rastro/core'
import type { Db, Document } from 'mongodb'
import { runCommand, TYPED } from './commands.ts'

/** Returns words that only this collection has; undefined where the server gives none. */
export async function collectionIdentity(db: Db, collection: string): Promise<string | undefined> {
  const command = { listCollections: 1, filter: { name: collection }, cursor: {} }
  const reply = await runCommand(db, command, { bson: TYPED })
  const [found] = (reply['cursor'] as { firstBatch: Document[] }).firstBatch
  const uuid: unknown = (found?.['info'] as { uuid?: unknown } | undefined)?.uuid
  return uuid === undefined ? undefined : idText(uuid)
}

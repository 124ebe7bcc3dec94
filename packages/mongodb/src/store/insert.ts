/**
 * How are documents inserted so that asking twice stores them once?
 *
 * One `insert` command, unordered: documents that are already there are no failure, and what the
 * server refuses one by one is handed back by index. Sent as a plain command and not by
 * `insertMany`, whose errors carry the documents themselves.
 */
import type { ClientSession, Db, Document } from 'mongodb'
import { DURABLE, runCommand } from './commands.ts'
import { isDuplicateKey, isRetryable, notConfirmed } from './store-errors.ts'

export interface InsertRequest {
  readonly collection: string
  readonly documents: readonly Document[]
  /** The caller's transaction; without one the documents are durable when this resolves. */
  readonly session?: ClientSession | undefined
  /** How long the server may wait for a majority. */
  readonly waitMs: number
  readonly bypassValidation?: boolean
}

/** A document that the server refused, and why. */
export interface Refusal {
  readonly index: number
  readonly code: number
}

interface WriteError {
  readonly index: number
  readonly code: number
  readonly keyPattern?: Document
  readonly errmsg?: string
}

/** The driver retries single writes only, and not where `retryWrites` is off. */
const MAX_RETRIES = 2

/**
 * Inserts the documents.
 *
 * @returns What the server refused; empty when everything is there.
 * @throws The driver's error when the command as a whole failed.
 */
export async function insertDocuments(db: Db, request: InsertRequest): Promise<readonly Refusal[]> {
  const { collection, documents, session, waitMs, bypassValidation = false } = request
  const command: Document = {
    insert: collection,
    documents,
    ordered: false,
    // Only where a validator is: the option needs a privilege that `readWrite` does not have.
    ...(bypassValidation && { bypassDocumentValidation: true }),
    ...(session === undefined && { writeConcern: { ...DURABLE, wtimeout: waitMs } }),
  }
  const reply = await runWithRetries(db, command, session)
  const unconfirmed = reply['writeConcernError'] as { code: number } | undefined
  if (unconfirmed) throw notConfirmed(unconfirmed.code)
  const errors = (reply['writeErrors'] ?? []) as readonly WriteError[]
  return errors
    .filter((error) => !isStoredAlready(error))
    .map(({ index, code }) => ({ index, code }))
}

async function runWithRetries(
  db: Db,
  command: Document,
  session: ClientSession | undefined,
): Promise<Document> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await runCommand(db, { ...command }, { session })
    } catch (error) {
      // In a transaction the caller retries the whole of it.
      if (session !== undefined || retries === MAX_RETRIES || !isRetryable(error)) throw error
    }
  }
}

/** Only the same `_id` means the same event; any other unique index is a refusal. */
function isStoredAlready(error: WriteError): boolean {
  if (!isDuplicateKey(error)) return false
  const { keyPattern, errmsg = '' } = error
  if (keyPattern === undefined) return errmsg.includes(' _id_ ')
  return Object.keys(keyPattern).join() === '_id'
}

/**
 * Which collections take part in no transaction? Capped and time-series ones: the server says so
 * to the first that tries, and the next need not try.
 */
import type { DriverClient } from './driver.ts'
import { asDoc, numberOf } from './outcome.ts'
import type { CaptureSite } from './site.ts'

const NOT_IN_TRANSACTIONS = 263
/** Then it is tried again: a collection may be dropped, and made anew of another kind. */
const REMEMBER_MS = 60_000

/** Until when, by `<database>.<collection>`. */
const clients = new WeakMap<DriverClient, Map<string, number>>()

/** True for a collection that has refused a transaction lately. */
export function isOutsideTransactions(site: CaptureSite): boolean {
  const until = clients.get(site.original.client)?.get(namespaceOf(site))
  return until !== undefined && performance.now() < until
}

/** Remembers the collection if the error says that it takes part in no transaction. */
export function noteRefusal(site: CaptureSite, error: unknown): void {
  if (numberOf(asDoc(error)['code']) !== NOT_IN_TRANSACTIONS) return
  const { client } = site.original
  const known = clients.get(client) ?? new Map<string, number>()
  clients.set(client, known)
  known.set(namespaceOf(site), performance.now() + REMEMBER_MS)
}

function namespaceOf({ original }: CaptureSite): string {
  return `${original.dbName}.${original.collectionName}`
}

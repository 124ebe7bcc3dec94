/**
 * Which audited collection does a name mean, on one client?
 *
 * A call on one collection, a database or the client may write to others; it finds those that are
 * audited here. Of two captured objects for one collection of one audit the later counts.
 */
import type { DriverClient } from './driver.ts'
import type { CaptureSite } from './site.ts'

/** By `<database>.<collection>`, then by the door of the audit. */
const clients = new WeakMap<DriverClient, Map<string, Map<object, CaptureSite>>>()

/** Notes a captured collection. */
export function rememberSite(site: CaptureSite): void {
  const { client, dbName, collectionName } = site.original
  const names = clients.get(client) ?? new Map<string, Map<object, CaptureSite>>()
  clients.set(client, names)
  const namespace = `${dbName}.${collectionName}`
  const sites = names.get(namespace) ?? new Map<object, CaptureSite>()
  names.set(namespace, sites)
  sites.set(site.sink, site)
}

/** The captured collection of this name, once for each audit. */
export function sitesOf(client: DriverClient, namespace: string): CaptureSite[] {
  return [...(clients.get(client)?.get(namespace)?.values() ?? [])]
}

/** The captured collections of a database. */
export function sitesIn(client: DriverClient, dbName: string): CaptureSite[] {
  const all = [...(clients.get(client)?.values() ?? [])].flatMap((sites) => [...sites.values()])
  return all.filter(({ original }) => original.dbName === dbName)
}

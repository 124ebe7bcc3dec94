/** Can this deployment do what exact images of many records need? */
import type { DriverClient } from './driver.ts'

const SNAPSHOT_READS_WIRE_VERSION = 13 // MongoDB 5.0

/**
 * True for a replica set or sharded cluster of MongoDB 5.0 or later, from what the driver has
 * already learnt. Where nothing is known yet a command makes the driver connect, as the
 * application's own command would; `connect()` would reopen a client that was closed.
 *
 * @throws the driver's own error if the client is closed or finds no server.
 */
export async function hasTransactions(client: DriverClient): Promise<boolean> {
  const known = fromDescription(client)
  if (known !== undefined) return known
  await client.db('admin').command({ ping: 1 }, { readPreference: 'primary' })
  return fromDescription(client) ?? false
}

/** True behind a router, as far as the driver has learnt it. */
export function isSharded(client: DriverClient): boolean {
  return client.topology?.description?.type === 'Sharded'
}

/** True for a replica set that is known to have transactions, and not behind a router. */
export function isReplicaSet(client: DriverClient): boolean {
  const type = client.topology?.description?.type
  return type?.startsWith('ReplicaSet') === true && fromDescription(client) === true
}

function fromDescription(client: DriverClient): boolean | undefined {
  for (const server of client.topology?.description?.servers?.values() ?? []) {
    if (server.type === undefined || server.type === 'Unknown') continue
    if (server.type === 'Standalone') return false
    return (server.maxWireVersion ?? 0) >= SNAPSHOT_READS_WIRE_VERSION
  }
  return undefined
}

/** Can this deployment do what exact images of many records need? */
import type { DriverClient } from './driver.ts'

const SNAPSHOT_READS_WIRE_VERSION = 13 // MongoDB 5.0

/**
 * True for a replica set or sharded cluster of MongoDB 5.0 or later, from what the driver has
 * already learnt. Connects first where nothing is known yet: the application's own command would
 * do the same and fail with the same error.
 */
export async function hasTransactions(client: DriverClient): Promise<boolean> {
  if (client.topology === undefined || client.topology === null) await client.connect()
  const description = client.topology?.description
  if (description === undefined) return false
  for (const server of description.servers?.values() ?? []) {
    if (server.type === undefined || server.type === 'Unknown') continue
    if (server.type === 'Standalone') return false
    return (server.maxWireVersion ?? 0) >= SNAPSHOT_READS_WIRE_VERSION
  }
  return false
}

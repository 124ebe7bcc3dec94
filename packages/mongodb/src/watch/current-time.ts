/** Which time is it in the database? Nothing that was answered before has a later one. */
import { AuditError } from '@rastro/core'
import type { ClusterInstant } from '@rastro/core'
import type { DriverClient, DriverTimestamp } from '../capture/driver.ts'

export interface DatabaseTime {
  /** For whoever opens a stream or reads at it. */
  readonly time: DriverTimestamp
  /** For whoever keeps it. */
  readonly at: ClusterInstant
}

/** @throws AuditError `AUDIT_SEQUENCE_UNAVAILABLE` on a standalone server. */
export async function currentTimeOf(client: DriverClient, dbName: string): Promise<DatabaseTime> {
  const session = client.startSession({ causalConsistency: true })
  try {
    await client.db(dbName).command({ ping: 1 }, { session, readPreference: 'primary' })
    const time = session.operationTime
    if (time === undefined) {
      throw new AuditError(
        'AUDIT_SEQUENCE_UNAVAILABLE',
        'Changes cannot be watched on a standalone server: run MongoDB as a replica set',
      )
    }
    return { time, at: { t: time.t, i: time.i } }
  } finally {
    await session.endSession()
  }
}

/** How does an audit hide what is not to be seen, and where does it ask what was the last value? */
import type {
  EventSequence,
  PersonalData,
  PolicyServiceWithStartUp,
  PrivacyGuard,
  Sealing,
} from '@rastro/core'
import { AuditError, createGuard } from '@rastro/core'
import { createMongoLastValues, rebuildLastValues } from '@rastro/mongodb'
import type { BsonClasses, LastValueReadOptions, Rebuilt, RebuildOptions } from '@rastro/mongodb'
import type { Connections } from './connections.ts'

/** What it is made of. */
export interface PrivacyParts {
  readonly connections: Connections
  readonly personal: PersonalData
  readonly sealing: Pick<Sealing, 'openNames' | 'nameToken'>
  readonly sequence: EventSequence
  readonly policy: Pick<PolicyServiceWithStartUp, 'showsLastValue'>
  readonly tenant: string
}

/** The guard that every door asks, and how what it knows is made anew. */
export function createPrivacy(parts: PrivacyParts): {
  readonly guard: PrivacyGuard
  readonly rebuild: () => Promise<Rebuilt>
} {
  const { connections, personal, sealing, sequence, policy, tenant } = parts
  const { bson } = connections
  const guard = createGuard({
    data: personal,
    sequence,
    lastValues: createMongoLastValues({
      // The application's own driver, whichever version's types it has.
      database: ((client?: unknown) =>
        connections.database(client)) as LastValueReadOptions['database'],
      ...(bson === undefined ? {} : { bson: bson as BsonClasses }),
      names: sealing,
    }),
    showsLastValue: (whose) => policy.showsLastValue(whose),
  })
  return {
    guard,
    async rebuild() {
      const database = connections.database() as RebuildOptions['database'] | undefined
      if (database === undefined) {
        throw new AuditError('AUDIT_STORE_UNAVAILABLE', 'the audit store is not connected')
      }
      return rebuildLastValues({ database, tenant })
    },
  }
}

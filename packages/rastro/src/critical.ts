/**
 * Can `critical` be promised here?
 *
 * Only where one transaction holds the data and the events, and where what was answered cannot be
 * undone. Known at once for a client that is connected, else when the application has connected.
 */
import { AuditError } from '@rastro/core'
import { weakClientConcern, weakWriteConcern } from '@rastro/mongodb'
import type { Connections } from './connections.ts'
import type { ConnectionOptions } from './options.ts'

/** Why it cannot, as far as that is known. */
export interface CriticalCheck {
  refusal(): AuditError | undefined
  /** Asks the server. */
  run(): Promise<AuditError | undefined>
}

/** @param given - The options; checked, and connections made of them. */
export function createCriticalCheck(
  given: ConnectionOptions,
  connections: Connections,
): CriticalCheck {
  let known = fromOptions(given)

  async function ask(): Promise<AuditError | undefined> {
    const application = connections.applicationClient()
    if (application === undefined) return undefined
    if (!connections.sharesStore(application)) return separate()
    const db = connections.database()
    if (db === undefined) return undefined
    const weak =
      weakClientConcern(application) ??
      (await weakWriteConcern(db as Parameters<typeof weakWriteConcern>[0]))
    return weak === undefined ? undefined : weakened(weak)
  }

  return {
    refusal: () => known,
    async run() {
      known ??= await ask()
      return known
    },
  }
}

/** @throws AuditError The refusal, if something asks for `critical`. */
export function refuseUnsafe(isAsked: boolean, refusal: AuditError | undefined): void {
  if (isAsked && refusal !== undefined) throw refusal
}

function fromOptions({ client }: ConnectionOptions): AuditError | undefined {
  const weak = weakClientConcern(client)
  return weak === undefined ? undefined : weakened(weak)
}

function separate(): AuditError {
  return new AuditError(
    'AUDIT_CRITICAL_UNSAFE',
    "class 'critical' needs the events in the application's own deployment: option 'store' names another one",
    { field: 'store' },
  )
}

function weakened(weak: string): AuditError {
  return new AuditError(
    'AUDIT_CRITICAL_UNSAFE',
    `class 'critical' needs a write concern of majority, and the application's connection has ${weak}`,
    { field: 'class' },
  )
}

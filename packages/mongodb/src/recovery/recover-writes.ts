/**
 * What became of the writes that a process announced and did not survive?
 *
 * Each is asked after on the server that it was sent to, and handed over if it happened. A
 * collection that is not captured yet is waited for; a database that does not answer is asked again.
 */
import type { IntentFate, Logger, OpenIntent, RecoverWrites, RecoveryDoor } from '@rastro/core'
import type { AttachedSites } from '../capture/attached-sites.ts'
import type { DriverTimestamp } from '../capture/driver.ts'
import { fenceSession } from '../capture/fence.ts'
import { isSharded } from '../capture/deployment.ts'
import type { CaptureSite } from '../capture/site.ts'
import { whatBecameOf } from '../capture/what-became.ts'
import type { Became, NumberedWrite } from '../capture/what-became.ts'

/** What recovery works with. */
export interface RecoveryParts {
  readonly sites: AttachedSites
  readonly log: Logger
  /**
   * How long a collection is waited for that is not captured yet, in milliseconds. A model that
   * was given up never comes. Default 60,000.
   */
  readonly attachWaitMs?: number
}

/** Questions to the database at a time. */
const AT_A_TIME = 8

/** Makes what the recorder asks of whoever knows the database. */
export function createRecoverWrites(parts: RecoveryParts): RecoverWrites {
  const { sites, log, attachWaitMs = 60_000 } = parts
  const firstAsked = new Map<string, number>()

  function fateOfUnattached(intent: OpenIntent): IntentFate {
    const since = firstAsked.get(intent.id) ?? Date.now()
    firstAsked.set(intent.id, since)
    return Date.now() - since < attachWaitMs ? 'later' : 'unknown'
  }

  async function fateOf(intent: OpenIntent, door: RecoveryDoor): Promise<IntentFate> {
    const attached = sites.of(intent.namespace)
    if (attached.length === 0) return fateOfUnattached(intent)
    let isUnknown = false
    for (const site of attached) {
      const became = await becameAt(site, intent)
      if (became.state === 'happened') {
        await handOver(site, { intent, door, became })
        return 'recorded'
      }
      if (became.state === 'unknown') isUnknown = true
    }
    return isUnknown ? 'unknown' : 'never-happened'
  }

  return async (intents, door) => {
    const fates = new Map<string, IntentFate>()
    const queue = [...intents]
    const work = async (): Promise<void> => {
      for (let intent = queue.shift(); intent !== undefined; intent = queue.shift()) {
        try {
          fates.set(intent.id, await fateOf(intent, door))
        } catch (error) {
          fates.set(intent.id, 'later')
          log.warn(
            `audit: a write of an earlier process cannot be asked after yet: ${nameOf(error)}`,
          )
        }
        if (fates.get(intent.id) !== 'later') firstAsked.delete(intent.id)
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, work))
    return fates
  }
}

async function becameAt(site: CaptureSite, intent: OpenIntent): Promise<Became> {
  const { client, dbName, collectionName } = site.original
  // Each shard keeps its own record of a session, and a router shows none of them.
  if (isSharded(client)) return { state: 'unknown', because: 'sharded' }
  const txnNumber = Number(intent.txnNumber)
  await fenceSession(client, intent.lsid, { txnNumber, dbName, collectionName })
  const write: NumberedWrite = {
    lsid: intent.lsid,
    txnNumber,
    exclusive: intent.exclusive === true,
    method: intent.method,
    announcedAt: intent.at,
    ...(intent.ids === undefined ? {} : { ids: intent.ids }),
    // Made again by the application's own driver.
    ...(intent.after === undefined ? {} : { after: intent.after as DriverTimestamp }),
  }
  return whatBecameOf(site, write)
}

async function handOver(
  site: CaptureSite,
  found: {
    readonly intent: OpenIntent
    readonly door: RecoveryDoor
    readonly became: Extract<Became, { state: 'happened' }>
  },
): Promise<void> {
  const { intent, door, became } = found
  // A write that left every record as it was is a write for the database and no change for anybody.
  if (became.changes.length === 0 && became.intent === undefined) return
  await door.accept(intent, {
    collection: site.audited,
    method: intent.method,
    changes: became.changes,
    ...(became.intent === undefined ? {} : { intent: became.intent }),
    durability: intent.durability,
    connectedClient: site.original.client,
  })
}

function nameOf(error: unknown): string {
  return String((error as Error | undefined)?.name)
}

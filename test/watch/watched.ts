/** An audited application whose data are watched, and somebody who writes past it. */
import type {
  Audit,
  AuditOptions,
  CompletenessReport,
  ReadEvent,
  WatchHandle,
  WatchOptions,
} from 'rastro'
import { MongoClient } from 'mongodb'
import type { Db } from 'mongodb'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { until } from '../sequencer/until.ts'
import { modelsOf } from './watched-models.ts'

export interface Watched extends AuditedMongoose {
  readonly handle: WatchHandle
  /** Of the application's connection, for faults of the server that are meant for it alone. */
  readonly appName: string
  /** The same database without the suite. */
  readonly past: Db
  readonly pastClient: MongoClient
  readonly models: ReturnType<typeof modelsOf>
  outOfBand(): Promise<ReadEvent[]>
  /** Waits until so many changes were compared. */
  settled(seen: number, withinMs?: number): Promise<CompletenessReport>
}

export const GRACE_MS = 1_500

export async function openWatched(
  options: Partial<AuditOptions> = {},
  watch: WatchOptions = {},
): Promise<Watched> {
  const one = createAuditedMongoose('mongoose', options)
  const models = modelsOf(one)
  const appName = new URL(one.uri.replace(/^mongodb/, 'http')).pathname.slice(1)
  await one.mongoose.connect(one.uri, { appName })
  for (const model of Object.values(models)) await model.createCollection()
  const handle = one.audit.watch({ graceMs: GRACE_MS, ...watch })
  const pastClient = await new MongoClient(one.uri).connect()
  await untilWatching(one.audit)
  return {
    ...one,
    models,
    handle,
    appName,
    pastClient,
    past: pastClient.db(),
    outOfBand: () => outOfBandOf(one.audit),
    settled: (seen, withinMs) => settledOf(one.audit, seen, withinMs),
    async close() {
      await handle.stop()
      await pastClient.close()
      await one.close()
    },
  }
}

export async function untilWatching(audit: Audit): Promise<void> {
  await until(async () => (await audit.completeness()).watchedSince !== null)
}

export async function outOfBandOf(audit: Audit): Promise<ReadEvent[]> {
  const events: ReadEvent[] = []
  let cursor: string | undefined
  do {
    const page = await audit.find(
      { ut: 'unknown' },
      { order: 'oldest', limit: 500, ...(cursor === undefined ? {} : { cursor }) },
    )
    events.push(...page.events)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return events
}

export async function settledOf(
  audit: Audit,
  seen: number,
  withinMs = 60_000,
): Promise<CompletenessReport> {
  return until(async () => {
    const report = await audit.completeness()
    return report.seen >= seen && report
  }, withinMs)
}

/**
 * `aggregate` writes where its last stage is `$out` or `$merge`: one event for the collection it
 * writes to, if that one is audited.
 *
 * A pipeline may grow until its cursor is first asked, so the cursor is followed to that moment.
 */
import type { CapturedIntent } from '@rastro/core'
import { sitesOf } from './audited-namespaces.ts'
import type { DriverTimestamp } from './driver.ts'
import { asDoc } from './outcome.ts'
import { shadow } from './shadow.ts'
import { optionsOf } from './site.ts'
import type { CaptureSite } from './site.ts'
import { tryStreamEntries } from './stream-ids.ts'
import { tellWhole } from './structural.ts'
import { tryCurrentTime } from './without-transaction.ts'

type Define = (name: string, method: (...given: unknown[]) => unknown) => void

interface Cursor {
  readonly pipeline?: readonly unknown[]
  /** The driver's own: sends the command, once. */
  _initialize?(...given: unknown[]): Promise<unknown>
  clone(): unknown
}

/** @param define - Puts a method on the wrapper. */
export function captureAggregate(site: CaptureSite, define: Define): void {
  define('aggregate', (...given) => {
    const cursor = site.original.aggregate(...given)
    // An explanation writes nothing.
    const isExplained = (optionsOf(given[1])['explain'] ?? false) !== false
    return isExplained ? cursor : follow(site, cursor as Cursor)
  })
}

function follow(site: CaptureSite, cursor: Cursor): Cursor {
  const initialize = cursor._initialize?.bind(cursor)
  const clone = cursor.clone.bind(cursor)
  if (initialize === undefined) return cursor
  shadow(cursor, '_initialize', (...given) => {
    const target = targetOf(site, cursor.pipeline)
    const sites = target === undefined ? [] : sitesOf(site.original.client, target.namespace)
    const run = (): Promise<unknown> => initialize(...given)
    return target === undefined || sites.length === 0 ? run() : tell(run, sites, target.isWhole)
  })
  shadow(cursor, 'clone', () => follow(site, clone() as Cursor))
  return cursor
}

interface Target {
  readonly namespace: string
  /** True for `$out`, which puts a new collection in the place of the old one, or fails. */
  readonly isWhole: boolean
}

function targetOf(
  { original }: CaptureSite,
  pipeline: readonly unknown[] = [],
): Target | undefined {
  const { $out: out, $merge: merge } = asDoc(pipeline.at(-1))
  const given = out ?? (typeof merge === 'string' ? merge : asDoc(merge)['into'])
  const name = typeof given === 'string' ? { coll: given } : asDoc(given)
  const { db = original.dbName, coll } = name as { db?: unknown; coll?: unknown }
  if (typeof db !== 'string' || typeof coll !== 'string') return undefined
  return { namespace: `${db}.${coll}`, isWhole: out !== undefined }
}

async function tell(
  run: () => Promise<unknown>,
  sites: readonly CaptureSite[],
  isWhole: boolean,
): Promise<unknown> {
  const [first] = sites
  const from = first === undefined || isWhole ? undefined : await tryCurrentTime(first)
  let result: unknown
  try {
    result = await run()
  } catch (error) {
    // What was merged until it failed stays merged.
    const isServers = asDoc(error)['code'] !== undefined
    if (!isWhole && isServers) await tellWritten(sites, from)
    throw error
  }
  if (isWhole) await tellEach(sites)
  else await tellWritten(sites, from)
  return result
}

/** Says so unless it is certain that nothing was written. */
async function tellWritten(
  sites: readonly CaptureSite[],
  from: DriverTimestamp | undefined,
): Promise<void> {
  const [first] = sites
  if (first === undefined) return
  const until = from === undefined ? undefined : await tryCurrentTime(first)
  const isAsked = from !== undefined && until !== undefined
  const range = isAsked ? { after: from, until } : undefined
  const entries = range && (await tryStreamEntries(first, range))
  if (entries?.length === 0) return
  await tellEach(sites)
}

async function tellEach(sites: readonly CaptureSite[]): Promise<void> {
  const intent: CapturedIntent = { operation: 'update', because: 'aggregation' }
  for (const site of sites) await tellWhole(site, { method: 'aggregate', intent })
}

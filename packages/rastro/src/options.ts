/** What does `createAudit` take, and is it right? */
import type {
  Acknowledgement,
  CatalogDefinition,
  CodePlaces,
  DurabilityClass,
  Language,
  Logger,
} from '@rastro/core'
import { AuditError, checkOptions, checkSafety, isTimeZone, LANGUAGES } from '@rastro/core'
import type { ContextOptions } from '@rastro/express'
import { checkKeyOptions } from './keys/key-options.ts'
import type { KeyOptions } from './keys/key-options.ts'
import { checkRequestOptions } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'

/** Where the application's data, and by default its events, are. */
export interface ConnectionOptions {
  /** The application's own Mongoose: every connection of it is covered. */
  readonly mongoose?: unknown
  /** One Mongoose connection, and its `useDb` siblings. */
  readonly connection?: unknown
  /** The application's own driver client; events go to `db`, or to the client's default database. */
  readonly client?: unknown
  readonly db?: unknown
  /** Events go here instead: another database, of another deployment with `client`. */
  readonly store?: { readonly db: unknown; readonly client?: unknown }
}

/** Where events wait on this machine's disk until they are stored. */
export interface SpoolOptions {
  /** A folder that all processes of the application share. Default: `.audit-spool` where it starts. */
  readonly path?: string
  /** Of one process, in bytes, at least 1 MiB. Default 256 MiB. */
  readonly maxBytes?: number
}

/** What `createAudit` takes: a connection, and the rest by default. */
export interface AuditOptions extends ConnectionOptions {
  /** Ready-made or own vocabularies. Their places start off. */
  readonly catalogs?: readonly CatalogDefinition[]
  /** Switches places on or off where no administrator has decided. */
  readonly places?: CodePlaces
  /** Whose log this is. Default `default`. */
  readonly tenant?: string
  /** Who makes a request; see `audit.context()`. */
  readonly actor?: ContextOptions['actor']
  /** How safely events are kept where no place, type or model says otherwise. Default `standard`. */
  readonly class?: DurabilityClass
  /** When a write returns whose events are `standard`. Default `store`: once they are stored. */
  readonly ack?: Acknowledgement
  /** Where events wait while the store is away; `false` for nowhere: then they are lost. */
  readonly spool?: SpoolOptions | false
  /**
   * Numbering of events: `false` where other processes do it. `buckets`, 1 to 16, divides the
   * tenants of a log that has no numbers yet; afterwards that cannot be changed. Default 1.
   */
  readonly sequencer?: false | { readonly buckets?: number }
  /** IANA zone whose days a query's dates mean. Default `UTC`. */
  readonly zone?: string
  /** Language of answers to those who ask for none. Default `en`. */
  readonly language?: Language
  /**
   * What values of persons are encrypted under. Default: a key file of this machine, with a
   * warning; with `NODE_ENV=production` it must be said as soon as anything is personal.
   */
  readonly keys?: KeyOptions
  /** How what persons ask about their data is handled. */
  readonly requests?: RequestOptions
  /** Where the suite speaks to the operator. Default `console`. */
  readonly log?: Logger
}

const OPTIONS = [
  'mongoose',
  'connection',
  'client',
  'db',
  'store',
  'catalogs',
  'places',
  'tenant',
  'actor',
  'class',
  'ack',
  'spool',
  'sequencer',
  'keys',
  'zone',
  'language',
  'publicUrl',
  'requests',
  'log',
]

/** Names that are kept for what this version does not do: silence would be a false promise. */
const NOT_YET = ['publicUrl']

const MAX_BUCKETS = 16
const MIN_SPOOL_BYTES = 1024 * 1024

/** @throws AuditError naming the option that is wrong; never what it held. */
export function checkAuditOptions(options: unknown): AuditOptions {
  checkOptions('createAudit', options, OPTIONS)
  const given = options as AuditOptions & Record<string, unknown>
  for (const name of NOT_YET) {
    refuse(given[name] !== undefined, name, 'is not available in this version')
  }
  checkSafety('createAudit', given)
  checkSpool(given.spool)
  checkSequencer(given.sequencer)
  checkRequestOptions(given.requests)
  checkKeyOptions(given.keys)
  refuse(
    given.spool === false && given.ack !== undefined && given.ack !== 'store',
    'ack',
    `'${given.ack}' needs a spool: leave out spool: false`,
  )
  const { tenant, zone, language, catalogs, log } = given
  refuse(tenant !== undefined && !isName(tenant), 'tenant', 'must be a name of 1 to 128 characters')
  refuse(
    zone !== undefined && !isTimeZone(zone),
    'zone',
    'must be an IANA time zone such as America/Sao_Paulo',
  )
  refuse(
    language !== undefined && !LANGUAGES.includes(language),
    'language',
    `must be one of: ${LANGUAGES.join(', ')}`,
  )
  refuse(
    catalogs !== undefined && !Array.isArray(catalogs),
    'catalogs',
    'must be a list of catalogs',
  )
  refuse(
    log !== undefined && (typeof log?.info !== 'function' || typeof log.warn !== 'function'),
    'log',
    'must have the functions info and warn',
  )
  checkConnections(given)
  return given
}

function checkSpool(spool: unknown): void {
  if (spool === undefined || spool === false) return
  checkOptions('createAudit: option spool', spool, ['path', 'maxBytes'])
  const { path, maxBytes } = spool as { path?: unknown; maxBytes?: unknown }
  refuse(
    path !== undefined && (typeof path !== 'string' || path === ''),
    'spool.path',
    'must be the path of a folder',
  )
  const isSize = typeof maxBytes === 'number' && Number.isSafeInteger(maxBytes)
  refuse(
    maxBytes !== undefined && !(isSize && maxBytes >= MIN_SPOOL_BYTES),
    'spool.maxBytes',
    `must be a whole number of bytes, at least ${MIN_SPOOL_BYTES}`,
  )
}

function checkSequencer(sequencer: unknown): void {
  if (sequencer === undefined || sequencer === false) return
  checkOptions('createAudit: option sequencer', sequencer, ['buckets'])
  const { buckets = 1 } = sequencer as { buckets?: unknown }
  const isCount = typeof buckets === 'number' && Number.isInteger(buckets)
  refuse(
    !(isCount && buckets >= 1 && buckets <= MAX_BUCKETS),
    'sequencer.buckets',
    `must be a whole number from 1 to ${MAX_BUCKETS}`,
  )
}

function checkConnections(given: ConnectionOptions): void {
  const ways = [given.mongoose, given.connection, given.client].filter((way) => way !== undefined)
  if (ways.length === 1) {
    // A client's default database is `test`: nobody means to keep an audit trail there.
    if (given.client === undefined || given.db !== undefined || given.store !== undefined) return
    throw new AuditError(
      'AUDIT_CONNECTION_REQUIRED',
      "createAudit({ client }) also needs 'db': the database that keeps the events",
      { field: 'db' },
    )
  }
  throw new AuditError(
    'AUDIT_CONNECTION_REQUIRED',
    ways.length === 0
      ? 'createAudit needs your connection: { mongoose }, { connection } or { client, db }'
      : 'createAudit takes one of mongoose, connection and client, not several',
  )
}

function refuse(isWrong: boolean, field: string, why: string): void {
  if (!isWrong) return
  throw new AuditError('AUDIT_OPTION_INVALID', `createAudit: option '${field}' ${why}`, { field })
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 128
}

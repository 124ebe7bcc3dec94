/** What does `createAudit` take, and is it right? */
import type { CatalogDefinition, CodePlaces, Language, Logger } from '@rastro/core'
import { AuditError, checkOptions, isTimeZone, LANGUAGES } from '@rastro/core'
import type { ContextOptions } from '@rastro/express'

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
  /** How safely events are kept: only `standard` in this version. */
  readonly class?: 'standard'
  /** When a write returns: only `store` in this version, once its event is stored. */
  readonly ack?: 'store'
  /** IANA zone whose days a query's dates mean. Default `UTC`. */
  readonly zone?: string
  /** Language of answers to those who ask for none. Default `en`. */
  readonly language?: Language
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
  'keys',
  'zone',
  'language',
  'publicUrl',
  'log',
]

/** Names that are kept for what this version does not do: silence would be a false promise. */
const NOT_YET = ['spool', 'keys', 'publicUrl']

/** @throws AuditError naming the option that is wrong; never what it held. */
export function checkAuditOptions(options: unknown): AuditOptions {
  checkOptions('createAudit', options, OPTIONS)
  const given = options as AuditOptions & Record<string, unknown>
  for (const name of NOT_YET) {
    refuse(given[name] !== undefined, name, 'is not available in this version')
  }
  refuse(
    given.class !== undefined && given.class !== 'standard',
    'class',
    "can only be 'standard' in this version",
  )
  refuse(
    given.ack !== undefined && given.ack !== 'store',
    'ack',
    "can only be 'store' in this version",
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

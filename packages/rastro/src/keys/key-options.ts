/** What does an application say of its keys, and is it right? */
import { AuditError, checkOptions } from '@rastro/core'
import type { KeySource } from '@rastro/core'

/** Where the keys come from that values of persons are encrypted under, and where they are kept. */
export interface KeyOptions {
  /** The master key: `awsKms(…)`, `localKeyFile(…)`, or your own. */
  readonly source: KeySource
  /** Master keys of before, until `audit.rotateKeys()` has been run. */
  readonly previous?: readonly KeySource[]
  /**
   * A database for wrapped keys, by name or as the driver has it; of another deployment with
   * `client`. Default: the events' database's name and `_keys`.
   */
  readonly store?: { readonly db: unknown; readonly client?: unknown }
  /** How long backups of that database are kept, in days: certificates of erasure say until when. */
  readonly backupDays?: number
  /**
   * A file with this machine's own key, for events that wait in the spool while the source is away.
   * Default: in the user's state folder. Put it beside the spool where only that is kept.
   */
  readonly spoolKeyFile?: string
}

const OPTIONS = ['source', 'previous', 'store', 'backupDays', 'spoolKeyFile']

/** @throws AuditError naming the option that is wrong; never what it held. */
export function checkKeyOptions(keys: unknown): void {
  if (keys === undefined) return
  checkOptions('createAudit: option keys', keys, OPTIONS)
  const { source, previous, store, backupDays, spoolKeyFile } = keys as Partial<KeyOptions>
  refuse(!isSource(source), 'keys.source', 'must be a key source such as localKeyFile(path)')
  refuse(
    previous !== undefined && !(Array.isArray(previous) && previous.every(isSource)),
    'keys.previous',
    'must be a list of key sources',
  )
  if (store !== undefined) {
    checkOptions('createAudit: option keys.store', store, ['db', 'client'])
    const { db, client } = store as { db?: unknown; client?: unknown }
    const isDatabase = typeof db === 'string' ? db !== '' : typeof db === 'object' && db !== null
    refuse(!isDatabase, 'keys.store', 'needs db: a database of the driver, or its name')
    const isClient = typeof (client as { db?: unknown } | undefined)?.db === 'function'
    refuse(client !== undefined && !isClient, 'keys.store', 'has no MongoClient as client')
  }
  refuse(
    backupDays !== undefined && !(Number.isSafeInteger(backupDays) && backupDays >= 0),
    'keys.backupDays',
    'must be a whole number of days, at least 0',
  )
  refuse(
    spoolKeyFile !== undefined && (typeof spoolKeyFile !== 'string' || spoolKeyFile === ''),
    'keys.spoolKeyFile',
    'must be the path of a file',
  )
}

function isSource(value: unknown): boolean {
  const { wrap, unwrap } = (value ?? {}) as Partial<Record<'wrap' | 'unwrap', unknown>>
  // Its id may be in a file that is read when it is needed.
  return typeof wrap === 'function' && typeof unwrap === 'function' && 'id' in (value as object)
}

function refuse(isWrong: boolean, field: string, why: string): void {
  if (!isWrong) return
  throw new AuditError('AUDIT_OPTION_INVALID', `createAudit: option '${field}' ${why}`, { field })
}

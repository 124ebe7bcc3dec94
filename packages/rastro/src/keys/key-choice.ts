/**
 * Which master key does an audit have, and what if nobody said?
 *
 * A file of this machine, with a warning: enough to develop with. In production that would be a key
 * that goes with the container, and everything personal in the log with it: there it is an error,
 * as soon as anything is personal.
 */
import { join, resolve } from 'node:path'
import { AuditError } from '@rastro/core'
import type { KeySource, LocalKey, Logger, PersonalData } from '@rastro/core'
import { readKeyFile } from './key-file.ts'
import type { KeyOptions } from './key-options.ts'
import { localKeyFile } from './local-key-file.ts'
import { stateFolder } from './state-folder.ts'

/** The keys of one audit. */
export interface KeyChoice {
  readonly source: KeySource
  readonly previous: readonly KeySource[]
  readonly localKey: LocalKey
  /** The knowledge of what is personal, which is refused where there is no key for it. */
  demanding(data: PersonalData): PersonalData
}

/** @param env - Of the process; `NODE_ENV` counts. */
export function keyChoice(
  options: KeyOptions | undefined,
  log: Logger,
  env: NodeJS.ProcessEnv = process.env,
): KeyChoice {
  const spoolKey = options?.spoolKeyFile
  const localKey = (): Uint8Array =>
    readKeyFile(spoolKey === undefined ? join(stateFolder(env), 'spool.key') : resolve(spoolKey))
  const { source, previous = [] } = options ?? { source: developmentKey(log, env) }
  const isMissing = options === undefined && env['NODE_ENV'] === 'production'
  return {
    source,
    previous,
    localKey,
    demanding: (data) => ({
      ...data,
      add(type, model) {
        if (isMissing && (model.paths.length > 0 || model.isPerson)) {
          throw new AuditError(
            'AUDIT_KEYS_REQUIRED',
            `createAudit needs the option 'keys' in production: ${type} has personal data`,
            { field: 'keys' },
          )
        }
        data.add(type, model)
      },
    }),
  }
}

function developmentKey(log: Logger, env: NodeJS.ProcessEnv): KeySource {
  const path = join(stateFolder(env), 'development.key')
  const source = localKeyFile(path)
  let isSaid = false
  function say(): void {
    if (isSaid) return
    isSaid = true
    log.warn(
      `audit: personal data is encrypted under a key for development: ${path}; give createAudit the option 'keys'`,
    )
  }
  return {
    get id() {
      return source.id
    },
    wrap(...key) {
      say()
      return source.wrap(...key)
    },
    unwrap(...key) {
      say()
      return source.unwrap(...key)
    },
  }
}

/**
 * Which API client makes a request, by the key it sends?
 */
import { AuditError, checkOptions } from '@rastro/core'
import type { Actor } from '@rastro/core'
import { headerValue, isHeaderName } from '../request/header.ts'
import type { ActorResolver, PartialActor } from './actor-resolver.ts'
import { completeActor } from './complete-actor.ts'
import { checkFunction } from './check-function.ts'
import { oncePerRequest } from './per-request.ts'

const MAX_KEY_LENGTH = 1_024

/** Where a key is sent, and whose it is. */
/** Where the key stands, and whose it is. */
export interface ApiKeyOptions {
  /** Default `X-API-Key`. */
  readonly header?: string
  /** Says whose key this is, or undefined if it is nobody's. The key itself is never recorded. */
  readonly lookup: (
    key: string,
  ) => PartialActor | undefined | null | Promise<PartialActor | undefined | null>
}

/**
 * Names the owner of an API key, with type `api` unless the lookup says otherwise.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 *
 * @example
 * ```ts
 * apiKey({ lookup: async (key) => ApiClients.findOne({ keyHash: sha256(key) }) })
 * ```
 */
export function apiKey(options: ApiKeyOptions): ActorResolver {
  checkOptions('apiKey', options, ['header', 'lookup'])
  checkFunction('apiKey', 'lookup', options.lookup)
  const { lookup, header = 'X-API-Key' } = options
  if (!isHeaderName(header)) {
    throw new AuditError('AUDIT_OPTION_INVALID', "apiKey option 'header' must name a header", {
      field: 'header',
    })
  }
  const name = header.toLowerCase()
  return oncePerRequest((req) => {
    const key = headerValue(req, name, MAX_KEY_LENGTH)
    if (key === undefined) return undefined
    return ownerOf(key, lookup)
  })
}

async function ownerOf(key: string, lookup: ApiKeyOptions['lookup']): Promise<Actor | undefined> {
  const owner = await lookup(key)
  return owner === undefined || owner === null ? undefined : completeActor(owner, { type: 'api' })
}

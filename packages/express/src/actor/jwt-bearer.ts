/**
 * Whom does a signed token name?
 *
 * Verifies again what the application's login may have verified, so that it works without one. A
 * token that is missing, expired or forged names nobody; refusing the request is the login's task.
 */
import jwt from 'jsonwebtoken'
import { AuditError, checkOptions } from '@rastro/core'
import type { Actor } from '@rastro/core'
import { cookieValue } from '../request/cookie.ts'
import { headerValue } from '../request/header.ts'
import type { RequestLike } from '../request/request-like.ts'
import type { ActorResolver, Bivariant } from './actor-resolver.ts'
import { checkFunction } from './check-function.ts'
import { checkAlgorithms, checkKey } from './jwt-key.ts'
import type { JwtAlgorithm, JwtKey } from './jwt-key.ts'
import { oncePerRequest } from './per-request.ts'
import { tryUserActor } from './user-actor.ts'

// Node refuses 16 KB of headers by default; a larger limit is no reason to hash more.
const MAX_TOKEN_LENGTH = 16_384

/** What a verified token says. */
export type JwtClaims = Readonly<Record<string, unknown>>

/** How tokens are checked and read. */
/** What a token must be signed with and say, and where it is found. */
export interface JwtBearerOptions {
  /** The shared secret of HS* tokens. Give this, `publicKey` or `lookup`. */
  readonly secret?: JwtKey
  /** The key of RS*, PS* and ES* tokens, as PEM or KeyObject. */
  readonly publicKey?: JwtKey
  /** Finds the key of a token by its (unverified) header, e.g. by `kid`; undefined if there is none. */
  readonly lookup?: (header: JwtHeader) => JwtKey | undefined | Promise<JwtKey | undefined>
  /** What tokens are signed with: never the token's own choice. */
  readonly algorithms: readonly JwtAlgorithm[]
  /** Whom the token must be meant for. */
  readonly audience?: string | readonly string[]
  /** Who must have issued the token. */
  readonly issuer?: string | readonly string[]
  /** Name of a cookie that holds the token where no `Authorization: Bearer` is sent. */
  readonly cookie?: string
  /** Makes the actor of verified claims; undefined if they name nobody. Default: the names in use. */
  readonly map?: Bivariant<(claims: JwtClaims, req: RequestLike) => Actor | undefined>
}

/** The header of a token, as its sender wrote it. */
export interface JwtHeader {
  readonly alg: string
  readonly kid?: string | undefined
}

const OPTIONS = [
  'secret',
  'publicKey',
  'lookup',
  'algorithms',
  'audience',
  'issuer',
  'cookie',
  'map',
]

type Verify = (token: string) => JwtClaims | undefined | Promise<JwtClaims | undefined>

/**
 * Names whom a signed token names: `Authorization: Bearer …`, or a cookie.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`; `AUDIT_OPTION_INVALID` if the algorithms are
 * missing, hold `none` or do not fit the key, or if there is not exactly one key.
 * @see RFC 8725, sections 2.1 and 3.1, for why algorithms are pinned.
 *
 * @example
 * ```ts
 * jwtBearer({ publicKey: process.env.JWT_PUBLIC_KEY, algorithms: ['RS256'], issuer: 'https://login.example.com' })
 * ```
 */
export function jwtBearer(options: JwtBearerOptions): ActorResolver {
  checkOptions('jwtBearer', options, OPTIONS)
  const verify = createVerify(options)
  const { cookie } = options
  const { map = tryUserActor } = options
  checkFunction('jwtBearer', 'map', map)
  return oncePerRequest((req) => {
    const token = bearerToken(req) ?? (cookie === undefined ? undefined : cookieValue(req, cookie))
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) return undefined
    const claims = verify(token)
    if (claims === undefined) return undefined
    return claims instanceof Promise
      ? claims.then((found) => (found === undefined ? undefined : map(found, req)))
      : map(claims, req)
  })
}

function createVerify(options: JwtBearerOptions): Verify {
  const algorithms = checkAlgorithms(options.algorithms)
  const { secret, publicKey, lookup } = options
  if ([secret, publicKey, lookup].filter((key) => key !== undefined).length !== 1) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      "jwtBearer takes exactly one of 'secret', 'publicKey' and 'lookup'",
    )
  }
  const verifyOptions = toVerifyOptions(options, algorithms)
  if (lookup === undefined) {
    const key =
      secret === undefined
        ? checkKey('publicKey', { key: publicKey, algorithms })
        : checkKey('secret', { key: secret, algorithms })
    return (token) => tryVerify(token, { key, verifyOptions })
  }
  checkFunction('jwtBearer', 'lookup', lookup)
  const kind = algorithms[0]?.startsWith('HS') === true ? 'secret' : 'publicKey'
  return async (token) => {
    const header = jwt.decode(token, { complete: true })?.header
    // No key is looked up for a token that could not be accepted with any.
    const algorithm = algorithms.find((pinned) => pinned === header?.alg)
    if (header === undefined || algorithm === undefined) return undefined
    const found = await lookup({ alg: header.alg, kid: header.kid })
    if (found === undefined) return undefined
    // A key of the wrong kind is the application's mistake and says so, once, in its log.
    const key = checkKey(kind, { key: found, algorithms: [algorithm] })
    return tryVerify(token, { key, verifyOptions })
  }
}

function toVerifyOptions(
  { audience, issuer }: JwtBearerOptions,
  algorithms: readonly JwtAlgorithm[],
): jwt.VerifyOptions {
  return {
    algorithms: [...algorithms],
    ...(audience === undefined ? {} : { audience: toNonEmpty('audience', audience) }),
    ...(issuer === undefined ? {} : { issuer: toNonEmpty('issuer', issuer) }),
  }
}

// jsonwebtoken skips the check for an empty value, which here would be a typing slip in the
// configuration, not the wish to accept everybody's tokens.
function toNonEmpty(option: string, value: string | readonly string[]): [string, ...string[]] {
  const [first, ...rest] = typeof value === 'string' ? [value] : value
  const isText = [first, ...rest].every((text) => typeof text === 'string' && text !== '')
  if (first !== undefined && isText) return [first, ...rest]
  throw new AuditError('AUDIT_OPTION_INVALID', `jwtBearer option '${option}' must not be empty`, {
    field: option,
  })
}

function tryVerify(
  token: string,
  using: { readonly key: jwt.Secret; readonly verifyOptions: jwt.VerifyOptions },
): JwtClaims | undefined {
  try {
    const claims = jwt.verify(token, using.key, { ...using.verifyOptions, complete: false })
    return typeof claims === 'string' ? undefined : claims
  } catch {
    // Expired, forged, malformed, not for us: nobody is named. The reason would quote the token.
    return undefined
  }
}

function bearerToken(req: RequestLike): string | undefined {
  const header = headerValue(req, 'authorization', MAX_TOKEN_LENGTH + 'Bearer '.length)
  return header === undefined ? undefined : /^Bearer +([^\s]+)$/i.exec(header)?.[1]
}

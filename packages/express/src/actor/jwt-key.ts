/**
 * May tokens be verified with this key and these algorithms?
 *
 * Decided once, at construction. Two classic attacks end here: `alg: none`, and a token signed by
 * HMAC with the public key as its secret, which a verifier accepts that lets the token choose.
 */
import { createPublicKey, createSecretKey, KeyObject } from 'node:crypto'
import { AuditError, describeKind, didYouMean } from '@rastro/core'

/** How a token may be signed. `none` is no signature, and not among them. */
export type JwtAlgorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'

/** A key as applications keep it. */
export type JwtKey = string | Buffer | KeyObject

const ALGORITHMS: readonly JwtAlgorithm[] = [
  ...(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const),
]

/** Families of algorithms by the type of the key that verifies them. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  secret: ['HS'],
  rsa: ['RS', 'PS'],
  'rsa-pss': ['PS'],
  ec: ['ES'],
}

/**
 * Refuses algorithms that are not a pinned list of one family.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID`
 */
export function checkAlgorithms(algorithms: unknown): readonly JwtAlgorithm[] {
  if (!Array.isArray(algorithms) || algorithms.length === 0) {
    throw invalid('algorithms', `must list what tokens are signed with, e.g. ['RS256']`)
  }
  for (const algorithm of algorithms as readonly unknown[]) {
    if (String(algorithm).toLowerCase() === 'none') {
      throw invalid('algorithms', "cannot hold 'none': an unsigned token proves nothing")
    }
    if (!ALGORITHMS.some((known) => known === algorithm)) {
      throw invalid(
        'algorithms',
        `holds an unknown name: ${didYouMean(String(algorithm), ALGORITHMS)}`,
      )
    }
  }
  const pinned = algorithms as readonly JwtAlgorithm[]
  const isHmac = pinned.map((algorithm) => algorithm.startsWith('HS'))
  if (isHmac.includes(true) && isHmac.includes(false)) {
    throw invalid('algorithms', 'cannot mix HS* with others: their keys are of different kinds')
  }
  return pinned
}

/**
 * Returns the key, ready for use, if it fits the algorithms.
 *
 * @param kind - Which option the key was given as.
 * @param key - As the application keeps it.
 * @param algorithms - Checked ones.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID`; the key is in neither message nor cause.
 */
export function checkKey(
  kind: 'secret' | 'publicKey',
  { key, algorithms }: { readonly key: unknown; readonly algorithms: readonly JwtAlgorithm[] },
): KeyObject {
  const checked = kind === 'secret' ? toSecret(key) : toPublicKey(key)
  const keyType = checked.type === 'secret' ? 'secret' : (checked.asymmetricKeyType ?? 'unknown')
  const families = FAMILIES[keyType] ?? []
  const misfit = algorithms.find((algorithm) => !families.includes(algorithm.slice(0, 2)))
  if (misfit === undefined) return checked
  throw invalid('algorithms', `holds ${misfit}, which a key of type ${keyType} cannot verify`)
}

function toSecret(key: unknown): KeyObject {
  if (key instanceof KeyObject && key.type === 'secret') return key
  if ((typeof key === 'string' || Buffer.isBuffer(key)) && key.length > 0) {
    if (isPem(key)) {
      throw invalid('secret', "must be the shared secret, got a PEM key: give it as 'publicKey'")
    }
    return createSecretKey(Buffer.from(key))
  }
  throw invalid(
    'secret',
    `must be a text, a Buffer or a secret KeyObject, got ${describeKind(key)}`,
  )
}

function toPublicKey(key: unknown): KeyObject {
  if (key instanceof KeyObject) {
    if (key.type === 'public') return key
    throw invalid('publicKey', `must be a public key, got a ${key.type} one`)
  }
  if (typeof key !== 'string' && !Buffer.isBuffer(key)) {
    throw invalid('publicKey', `must be PEM or a KeyObject, got ${describeKind(key)}`)
  }
  try {
    return createPublicKey(key)
  } catch {
    throw invalid('publicKey', 'must be a public key or certificate in PEM form')
  }
}

function isPem(key: string | Buffer): boolean {
  return key.toString('latin1', 0, 64).includes('-----BEGIN ')
}

function invalid(option: string, problem: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `jwtBearer option '${option}' ${problem}`, {
    field: option,
  })
}

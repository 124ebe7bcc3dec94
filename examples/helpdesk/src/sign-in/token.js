/** What does a sign-in token say, and for how long? The algorithm is pinned on both sides. */
import jwt from 'jsonwebtoken'

export const ALGORITHM = 'HS256'

/** Name of the cookie that holds a browser's token. */
export const COOKIE = 'helpdesk_session'

/**
 * Signs a token.
 *
 * @param person - `{ id, name, email, type, role }`: all that is in it, and nothing secret.
 * @param {{ key: string, expiresIn?: string }} options
 */
export function issueToken({ id, name, email, type, role }, { key, expiresIn = '8h' }) {
  const claims = { name, email, type, role }
  return jwt.sign(claims, key, { algorithm: ALGORITHM, subject: String(id), expiresIn })
}

/** Returns whom a token names, or undefined if it is missing, expired or forged. */
export function tryReadToken(token, key) {
  if (token === undefined) return undefined
  try {
    const claims = jwt.verify(token, key, { algorithms: [ALGORITHM] })
    const { name, email, type, role } = claims
    return { id: claims.sub, name, email, type, role }
  } catch {
    return undefined
  }
}

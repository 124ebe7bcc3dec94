/** How does a browser keep its token? Out of reach of scripts, and away from other sites. */
import { COOKIE } from './token.js'

const MAX_AGE_MS = 8 * 60 * 60_000

export function setSession(res, token) {
  // Not `secure`: this example is reached over plain HTTP on the loopback address.
  res.cookie(COOKIE, token, { httpOnly: true, sameSite: 'lax', maxAge: MAX_AGE_MS, path: '/' })
}

/**
 * Who sends this request, as far as the application is concerned?
 *
 * Sets `req.user`, which decides what may be done. Who an event is *recorded* for is asked
 * separately, in `actors.js`: an app or a mail server acts under its own name.
 */
import { isKey } from './keys.js'
import { COOKIE, tryReadToken } from './token.js'

/** Middleware that sets `req.user`; a request of nobody's passes too, see `allow.js`. */
export function session(keys) {
  return (req, res, next) => {
    req.user = whoSends(req, keys)
    next()
  }
}

function whoSends(req, keys) {
  if (isKey(req.get('x-api-key'), keys.api)) return { role: 'api' }
  if (isKey(req.get('x-mail-key'), keys.mail)) return { role: 'mail' }
  const bearer = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '')?.[1]
  return tryReadToken(bearer ?? cookieOf(req, COOKIE), keys.token)
}

function cookieOf(req, name) {
  for (const pair of (req.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.split('=', 2)
    if (key.trim() === name) return value?.trim()
  }
  return undefined
}

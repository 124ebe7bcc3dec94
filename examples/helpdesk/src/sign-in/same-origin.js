/**
 * Did this write come from our own page?
 *
 * A browser sends the cookie along with whatever page asked for the request. `SameSite=Lax` keeps
 * other sites out, but another port of the same machine is the same site, and this runs on one.
 */
const SAFE = ['GET', 'HEAD', 'OPTIONS']

export function sameOrigin(req, res, next) {
  if (SAFE.includes(req.method) || isOurs(req)) return next()
  return res.status(403).json({ error: 'a write must come from this application' })
}

function isOurs(req) {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('origin')
  // Programs send neither.
  return origin === undefined || origin === `${req.protocol}://${req.get('host')}`
}

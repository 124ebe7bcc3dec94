/** Who may do this? */

/** Anybody who works here. */
export const STAFF = ['admin', 'agent']

/**
 * Lets only some roles pass: 401 for a request of nobody's, 403 for somebody else's.
 *
 * @param {...string} roles - `admin`, `agent`, `client`, `org-manager`, `api`, `mail`.
 */
export function allow(...roles) {
  return (req, res, next) => {
    if (req.user === undefined) return res.status(401).json({ error: 'sign in first' })
    if (!roles.includes(req.user.role)) return res.status(403).json({ error: 'not allowed' })
    return next()
  }
}

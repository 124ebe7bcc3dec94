/**
 * Who sends this request? A table of fictional people, so that there is something to try.
 *
 * Yours verifies a session or a signed token instead; all that the audit needs is `req.user`.
 */
const PEOPLE = new Map([
  ['demo-admin', { id: 'u-1', name: 'Ana Example', email: 'ana@example.com', role: 'admin' }],
  ['demo-agent', { id: 'u-2', name: 'Bruno Example', email: 'bruno@example.com', role: 'agent' }],
])

/** Sets `req.user` for `Authorization: Bearer demo-admin` (or `demo-agent`), and lets everybody pass. */
export function myLogin(req, res, next) {
  const token = /^Bearer (\S+)$/.exec(req.get('authorization') ?? '')?.[1]
  req.user = PEOPLE.get(token)
  next()
}

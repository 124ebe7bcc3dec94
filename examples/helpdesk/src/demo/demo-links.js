/**
 * A link that signs its visitor in as the administrator: for this machine only, and once.
 *
 * It takes the place of a password in the terminal: what is in a history or a screenshot later on
 * opens nothing.
 */
import { randomBytes } from 'node:crypto'
import { Router } from 'express'
import { audit } from '../audit.js'
import { setSession } from '../sign-in/session-cookie.js'
import { issueToken } from '../sign-in/token.js'
import { isLocal } from './is-local.js'

/** Where a link ends: what the demo is there to show. */
const AUDIT_PAGE = '/admin/audit/'
const TOKEN_BYTES = 24
const MAX_UNUSED = 20

/**
 * @param {object} options
 * @param options.person - Whom a link signs in.
 * @param {string} options.key - Signs the token.
 * @param {() => void} options.onUsed - Told when a link was used, so that there is a next one.
 */
export function createDemoLinks({ person, key, onUsed }) {
  const unused = new Set()
  const router = Router()

  router.get('/:token', async (req, res) => {
    // A browser that looks ahead has not arrived, and a HEAD request only asks.
    const isVisit = req.method === 'GET' && req.get('sec-purpose') === undefined
    if (!isVisit || !isLocal(req) || !unused.delete(req.params.token)) {
      return res
        .status(404)
        .type('text')
        .send('This link was used, or is not for you. The terminal shows a new one.\n')
    }
    onUsed()
    await audit.sessions.login({ user: person, reason: 'demo-link' })
    setSession(res, issueToken(person, { key }))
    return res.redirect(303, AUDIT_PAGE)
  })

  return {
    router,
    /** Makes a new link's path. */
    create() {
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      unused.add(token)
      if (unused.size > MAX_UNUSED) unused.delete(unused.values().next().value)
      return `/demo/${token}`
    },
  }
}

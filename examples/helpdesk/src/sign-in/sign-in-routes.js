/** Signing in and out. No database write tells of it, so each is reported, in one line. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readText } from '../http/read-body.js'
import { LIMIT, createAttempts } from './attempts.js'
import { findPerson } from './find-person.js'
import { isPassword } from './password.js'
import { tryReadReturn } from './return-path.js'
import { setSession } from './session-cookie.js'
import { COOKIE, issueToken } from './token.js'

export function signInRoutes(keys) {
  const router = Router()
  const attempts = createAttempts()

  router.post('/sign-in', async (req, res) => {
    const email = readText(req.body, 'email').toLowerCase()
    const password = readText(req.body, 'password')
    if (attempts.isBlocked(email)) {
      await audit.sessions.login({ email, outcome: 'denied', reason: 'too-many-attempts' })
      return refuse(req, res, 429)
    }
    // Counted before anything is waited for: guesses sent all at once must not pass together.
    const attempt = attempts.begin(email)
    const found = await findPerson(email)
    if (!(await isPassword(password, found?.passwordHash))) {
      const reason = found === undefined ? 'unknown-address' : 'wrong-password'
      await audit.sessions.login({ email, outcome: 'failure', reason, attempt, limit: LIMIT })
      return refuse(req, res, 401)
    }
    attempts.succeed(email)
    await audit.sessions.login({ user: found.person })
    const token = issueToken(found.person, { key: keys.token })
    setSession(res, token)
    return isForm(req) ? res.redirect(303, tryReadReturn(req.body) ?? '/') : res.json({ token })
  })

  router.post('/sign-out', async (req, res) => {
    if (req.user !== undefined) await audit.sessions.logout({ user: req.user })
    res.clearCookie(COOKIE)
    return isForm(req) ? res.redirect(303, '/') : res.sendStatus(204)
  })

  return router
}

/** The same words whatever was wrong: they must not tell who has an account. */
function refuse(req, res, status) {
  if (isForm(req)) {
    const goTo = new URLSearchParams({ failed: '1', return: tryReadReturn(req.body) ?? '/' })
    return res.redirect(303, `/sign-in?${goTo.toString()}`)
  }
  return res.status(status).json({ error: 'sign-in failed' })
}

function isForm(req) {
  return req.is('application/x-www-form-urlencoded') !== false
}

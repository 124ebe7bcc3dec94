/** Who looks around in the demo chooses which of its made-up clients to be: on this machine only. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readText } from '../http/read-body.js'
import { Client } from '../models/client.js'
import { tryReadReturn } from '../sign-in/return-path.js'
import { setSession } from '../sign-in/session-cookie.js'
import { issueToken } from '../sign-in/token.js'
import { isLocal } from './is-local.js'

/** @param {string} key - Signs the token. */
export function clientSignIn(key) {
  const router = Router()

  router.post('/client', async (req, res) => {
    const client = isLocal(req) ? await Client.findById(readText(req.body, 'client')) : null
    if (!client) return res.sendStatus(404)
    const person = asPerson(client)
    await audit.sessions.login({ user: person, reason: 'demo' })
    setSession(res, issueToken(person, { key }))
    return res.redirect(303, tryReadReturn(req.body) ?? '/')
  })

  return router
}

/** A client as a token names one. */
export function asPerson({ _id: id, name, email }) {
  return { id, name, email, type: 'client', role: 'client' }
}

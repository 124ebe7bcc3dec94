/** The application's own page, with what little script and style it has. */
import { readFile } from 'node:fs/promises'
import { Router } from 'express'
import { audit } from '../audit.js'
import { lettersOf } from '../letters/letters.js'
import { Chat } from '../models/chat.js'
import { Client } from '../models/client.js'
import { Ticket } from '../models/ticket.js'
import { STAFF } from '../sign-in/allow.js'
import { tryReadReturn } from '../sign-in/return-path.js'
import { clientPage } from './client-page.js'
import { homePage } from './home-page.js'
import { signInPage } from './sign-in-page.js'

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

const SHOWN = 12
const MAX_OFFERED = 50

/** @param {{ offersClients: boolean }} options - Whether a visitor may choose a client to be. */
export function pageRoutes({ offersClients }) {
  const router = Router()

  async function signIn(state) {
    const order = { sort: { name: 1 }, limit: MAX_OFFERED, collation: { locale: 'en' } }
    const clients = offersClients ? await Client.find({}, { name: 1 }, order) : []
    return signInPage({ ...state, clients }).toString()
  }

  router.get('/', async (req, res) => {
    res.set(HEADERS).type('html')
    if (!STAFF.includes(req.user?.role)) {
      return res.send(
        req.user?.role === 'client'
          ? await clientHome(req.user)
          : await signIn({ hasFailed: false }),
      )
    }
    const newest = { limit: SHOWN, sort: { number: -1 } }
    const [clients, tickets, trash, chats, holds] = await Promise.all([
      Client.find(
        {},
        { passwordHash: 0 },
        { limit: SHOWN, sort: { name: 1 }, collation: { locale: 'en' } },
      ),
      Ticket.find({ deletedAt: null }, null, newest),
      Ticket.find({ deletedAt: { $ne: null } }, null, newest),
      Chat.countDocuments({ deletedAt: null }),
      audit.holds(),
    ])
    const held = new Set(holds.map(({ subject }) => String(subject.id)))
    const desk = { user: req.user, clients, held, tickets, trash, chats }
    return res.send(homePage(desk).toString())
  })

  router.get('/sign-in', async (req, res) => {
    const returnTo = tryReadReturn(req.query)
    const text = await signIn({ hasFailed: req.query.failed === '1', returnTo })
    res.set(HEADERS).type('html').send(text)
  })

  for (const [name, type] of [
    ['page.css', 'text/css'],
    ['page.js', 'text/javascript'],
  ]) {
    router.get(`/assets/${name}`, async (req, res) => {
      res
        .set(HEADERS)
        .type(type)
        .send(await readFile(new URL(name, import.meta.url), 'utf8'))
    })
  }

  return router
}

async function clientHome(user) {
  const theirs = { 'client.id': user.id, deletedAt: null }
  const tickets = await Ticket.find(theirs, null, { limit: SHOWN, sort: { number: -1 } })
  return clientPage({ user, tickets, letters: lettersOf(user.id) }).toString()
}

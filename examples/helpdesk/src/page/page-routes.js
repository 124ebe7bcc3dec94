/** The application's own page, with what little script and style it has. */
import { readFile } from 'node:fs/promises'
import { Router } from 'express'
import { Chat } from '../models/chat.js'
import { Client } from '../models/client.js'
import { Ticket } from '../models/ticket.js'
import { STAFF } from '../sign-in/allow.js'
import { tryReadReturn } from '../sign-in/return-path.js'
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

export function pageRoutes() {
  const router = Router()

  router.get('/', async (req, res) => {
    res.set(HEADERS).type('html')
    if (!STAFF.includes(req.user?.role)) {
      return res.send(signInPage({ hasFailed: false }).toString())
    }
    const newest = { limit: SHOWN, sort: { number: -1 } }
    const [clients, tickets, trash, chats] = await Promise.all([
      Client.find(
        {},
        { passwordHash: 0 },
        { limit: SHOWN, sort: { name: 1 }, collation: { locale: 'en' } },
      ),
      Ticket.find({ deletedAt: null }, null, newest),
      Ticket.find({ deletedAt: { $ne: null } }, null, newest),
      Chat.countDocuments({ deletedAt: null }),
    ])
    return res.send(homePage({ user: req.user, clients, tickets, trash, chats }).toString())
  })

  router.get('/sign-in', (req, res) => {
    const returnTo = tryReadReturn(req.query)
    res
      .set(HEADERS)
      .type('html')
      .send(signInPage({ hasFailed: req.query.failed === '1', returnTo }).toString())
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

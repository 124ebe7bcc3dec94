/**
 * The application: middleware, routes and the audit, put together.
 *
 * It opens no connection and listens nowhere, see `server.js`.
 */
import express from 'express'
import { audit } from './audit.js'
import { answerFailure } from './http/failures.js'
import { Chat } from './models/chat.js'
import { Ticket } from './models/ticket.js'
import { pageRoutes } from './page/page-routes.js'
import { administrationRoutes } from './routes/administration.js'
import { agentRoutes } from './routes/agents.js'
import { chatRoutes } from './routes/chats.js'
import { clientRoutes } from './routes/clients.js'
import { mailRoutes } from './routes/mail.js'
import { reportRoutes } from './routes/reports.js'
import { searchRoutes } from './routes/searches.js'
import { ticketRoutes } from './routes/tickets.js'
import { trashRoutes } from './routes/trash-routes.js'
import { actorsOf } from './sign-in/actors.js'
import { keysOf } from './sign-in/keys.js'
import { sameOrigin } from './sign-in/same-origin.js'
import { session } from './sign-in/session.js'
import { signInRoutes } from './sign-in/sign-in-routes.js'

/**
 * Makes the application.
 *
 * @param {object} options
 * @param {string} options.secret - What all keys are derived from; at least 32 characters.
 * @param {object} [options.locations] - Where addresses are: a source such as `mmdb(…)`.
 * @param {boolean} [options.offersClients] - Whether the sign-in page lets a visitor choose whom to
 * be: for the demo.
 */
export function createApp({ secret, locations, offersClients = false }) {
  const keys = keysOf(secret)
  const app = express()
  app.disable('x-powered-by')
  // Whose word is taken for a client's address. Here the proxy is on the same machine.
  app.set('trust proxy', 'loopback')

  app.use(audit.context({ actor: actorsOf(keys), ...(locations && { geo: locations }) }))
  app.use(express.json(), express.urlencoded({ extended: false }))
  app.use(session(keys))

  // Both before `sameOrigin`: they have checks of their own.
  const signInUrl = '/sign-in?return={return}'
  app.use('/me/data', audit.subjectRouter({ identify, title: 'Example Helpdesk', signInUrl }))
  app.use(
    '/admin/audit',
    audit.router({
      authorize,
      title: 'Example Helpdesk',
      signInUrl,
    }),
  )

  app.use(sameOrigin)
  app.use(signInRoutes(keys))
  app.use(pageRoutes({ offersClients }))
  app.use('/clients', clientRoutes())
  app.use('/tickets', ticketRoutes())
  app.use('/chats', chatRoutes())
  app.use('/trash/tickets', trashRoutes(Ticket))
  app.use('/trash/chats', trashRoutes(Chat))
  app.use('/agents', agentRoutes())
  app.use('/reports', reportRoutes())
  app.use('/searches', searchRoutes())
  app.use('/mail', mailRoutes())
  app.use(administrationRoutes())
  app.use(answerFailure)
  return app
}

/**
 * Who may see the log: 401 for a request of nobody's, 403 for everybody but administrators. Here
 * they also bring records back and answer what clients ask about their data: both have to be named.
 */
function authorize(req) {
  if (req.user === undefined) return null
  return req.user.role === 'admin' && { can: ['read', 'configure', 'export', 'revert', 'requests'] }
}

/** Whose data is it? A client's own, and nobody else's. */
function identify(req) {
  return req.user?.role === 'client' ? { type: 'Client', id: req.user.id } : null
}

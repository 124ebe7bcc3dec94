/** Advanced searches: the fixed form, and the one whose conditions are put together. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { BadRequest, readFields, readText } from '../http/read-body.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { findTickets, ticketColumns } from './find-tickets.js'

const COLUMNS = ['number', 'subject', 'status', 'priority', 'client']
const MAX_CONDITIONS = 10

export function searchRoutes() {
  const router = Router()
  router.use(allow(...STAFF))

  router.post('/default/export', async (req, res) => {
    const filter = readFields(req.body, { status: 'text', priority: 'text' })
    await audit.export(res, findTickets(filter), {
      type: 'search.default.exported',
      columns: ticketColumns(COLUMNS),
      filter,
    })
  })

  router.post('/dynamic/export', async (req, res) => {
    const conditions = readConditions(req.body)
    await audit.export(res, findTickets(toFilter(conditions)), {
      type: 'search.dynamic.exported',
      columns: ticketColumns(COLUMNS),
      // Recorded as the person set it, not as the database was asked. A client is meant by id: a
      // name would stay in the log, in plain, when the client has long been forgotten.
      filter: { conditions },
    })
  })

  return router
}

function readConditions(body) {
  const given = Array.isArray(body?.conditions) ? body.conditions : []
  if (given.length > MAX_CONDITIONS) throw new BadRequest('there are too many conditions')
  return given.map((condition) => {
    const field = readText(condition, 'field')
    if (!COLUMNS.includes(field)) throw new BadRequest('field must be a column')
    return { field, is: readText(condition, 'is') }
  })
}

function toFilter(conditions) {
  return Object.fromEntries(
    conditions.map(({ field, is }) => [field === 'client' ? 'client.id' : field, is]),
  )
}

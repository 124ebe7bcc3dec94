/** Advanced searches: the fixed form, and the one whose conditions are put together. */
import { Router } from 'express'
import { BadRequest, readFields, readText } from '../http/read-body.js'
import { sendExport } from '../http/send-export.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { findTickets } from './find-tickets.js'

const COLUMNS = ['number', 'subject', 'status', 'priority', 'client']
const MAX_CONDITIONS = 10

export function searchRoutes() {
  const router = Router()
  router.use(allow(...STAFF))

  router.post('/default/export', async (req, res) => {
    const filter = readFields(req.body, { status: 'text', priority: 'text' })
    const records = await findTickets(filter)
    await sendExport(res, { place: 'search.default', filter, columns: COLUMNS, records })
  })

  router.post('/dynamic/export', async (req, res) => {
    const conditions = readConditions(req.body)
    const records = await findTickets(toFilter(conditions))
    // Recorded as the person set it, not as the database was asked.
    await sendExport(res, {
      place: 'search.dynamic',
      filter: { conditions },
      columns: COLUMNS,
      records,
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
    conditions.map(({ field, is }) => [field === 'client' ? 'client.name' : field, is]),
  )
}

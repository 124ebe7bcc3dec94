/** Basic reports are generated on the spot; custom ones are kept, changed and exported. */
import { Router } from 'express'
import { audit } from '../audit.js'
import { readFields } from '../http/read-body.js'
import { CustomReport } from '../models/custom-report.js'
import { Ticket } from '../models/ticket.js'
import { STAFF, allow } from '../sign-in/allow.js'
import { findTickets, ticketColumns } from './find-tickets.js'

export function reportRoutes() {
  const router = Router()
  router.use(allow(...STAFF))

  // A report is no write and no export: it is recorded by hand, with the filter that was used.
  router.post('/basic', async (req, res) => {
    const filter = readFields(req.body, { status: 'text', priority: 'text' })
    const count = await Ticket.countDocuments({ ...filter, deletedAt: null })
    const target = { type: 'BasicReport', id: 'tickets-by-status', name: 'Tickets by status' }
    await audit.record('reports.basic.generated', { target, details: { filter, count } })
    res.json({ count })
  })

  router.post('/custom', async (req, res) => {
    res.status(201).json(await CustomReport.create(readReport(req.body)))
  })

  router.patch('/custom/:id', async (req, res) => {
    const report = await CustomReport.findById(req.params.id)
    if (!report) return res.sendStatus(404)
    report.set(readReport(req.body))
    return res.json(await report.save())
  })

  router.delete('/custom/:id', async (req, res) => {
    const report = await CustomReport.findByIdAndDelete(req.params.id)
    res.sendStatus(report ? 204 : 404)
  })

  router.post('/custom/:id/export', async (req, res) => {
    const report = await CustomReport.findById(req.params.id)
    if (!report) return res.sendStatus(404)
    const { status } = report.filter ?? {}
    const filter = status === undefined ? {} : { status }
    return audit.export(res, findTickets(filter), {
      type: 'reports.custom.exported',
      columns: ticketColumns(report.columns),
      filename: report.name,
      filter,
    })
  })

  return router
}

function readReport(body) {
  const { filter } = body ?? {}
  return {
    ...readFields(body, { name: 'text', columns: 'texts' }),
    ...(filter !== undefined && { filter: readFields(filter, { status: 'text', tag: 'text' }) }),
  }
}

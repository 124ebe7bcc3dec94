import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { myLogin } from './login.js'                      // yours: sets req.user

export const audit = createAudit({ mongoose })            // the application's own connection; connect whenever you like

const ticketSchema = new mongoose.Schema({ title: String, status: String })
ticketSchema.plugin(audit.plugin)                         // what: every write path of this model
const Ticket = mongoose.model('Ticket', ticketSchema)

const app = express()
app.use(audit.context())                                  // who and from where: the actor is read when an event is recorded
app.use(express.json(), myLogin)

app.patch('/tickets/:id', async (req, res) => {
  res.json(await Ticket.findByIdAndUpdate(req.params.id, req.body, { returnDocument: 'after' }))
})
app.post('/tickets/export', async (req, res) => {         // what the database cannot see: one line
  await audit.record('tickets.exported', { details: { count: 1250, filters: ['#vip'], format: 'csv' } })
  res.sendStatus(202)
})
app.use('/admin/audit', audit.router({ authorize: (req) => req.user?.role === 'admin' }))

await mongoose.connect(process.env.MONGODB_URI)
app.listen(process.env.PORT ?? 3000, '127.0.0.1')

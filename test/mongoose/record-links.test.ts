import { afterEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { MONGOOSES, createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const API = '/audit/api'
let one: AuditedMongoose
afterEach(() => one.close())

for (const { name, module } of MONGOOSES) {
  describe(`the plugin's url on ${name}`, () => {
    it('leads from an event to the record in the application', async () => {
      one = createAuditedMongoose(module)
      const { mongoose, audit } = one
      const tickets = new mongoose.Schema({ name: String })
      tickets.plugin(audit.plugin, { url: '/tickets/{id}' })
      const notes = new mongoose.Schema({ name: String })
      notes.plugin(audit.plugin, { url: ({ id }) => `/notes/${id ?? ''}#text` })
      const Ticket = mongoose.model('Ticket', tickets)
      const Note = mongoose.model('Note', notes)
      await one.connect()
      const app = express()
      app.use(audit.context())
      app.use('/audit', audit.router({ authorize: () => true }))
      const ticket = await Ticket.create({ name: 'a' })
      const note = await Note.create({ name: 'b' })
      const meta = await request(app).get(`${API}/meta`)
      expect(meta.body.links.records).toEqual({ Ticket: '/tickets/{id}' })
      const { body } = await request(app).get(`${API}/events?tt=Ticket&tid=${ticket.id}`)
      const opened = await request(app).get(`${API}/events/${body.events[0].id}`)
      expect(opened.body.links).toEqual({ record: `/tickets/${ticket.id}` })
      const rows = await request(app).get(`${API}/events?view=row&tt=Note&tid=${note.id}`)
      expect(rows.body.events[0].url).toBe(`/notes/${note.id}#text`)
    })

    it('is refused where it is written, if a browser would run it', () => {
      one = createAuditedMongoose(module)
      const schema = new one.mongoose.Schema({ name: String })
      expect(() => schema.plugin(one.audit.plugin, { url: 'javascript:{id}' })).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'url' }),
      )
    })
  })
}

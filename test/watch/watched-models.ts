/** Two audited models, for the test and for processes beside it. */
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

export function modelsOf({ mongoose, audit }: Pick<AuditedMongoose, 'mongoose' | 'audit'>) {
  const { Schema } = mongoose
  const ticket = new Schema({ title: String, status: String, n: Number, seenAt: Date })
  ticket.plugin(audit.plugin, { ignore: ['seenAt'] })
  const note = new Schema({ text: String, n: Number })
  note.plugin(audit.plugin)
  return { Ticket: mongoose.model('Ticket', ticket), Note: mongoose.model('Note', note) }
}

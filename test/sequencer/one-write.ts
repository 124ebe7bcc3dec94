/** A script that does one audited write and wants to end. */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

const [, , uri = '', how = ''] = process.argv
const audit = createAudit({
  mongoose,
  spool: false,
  log: { info: () => undefined, warn: (line) => console.log(line) },
})
const schema = new mongoose.Schema({ title: String })
schema.plugin(audit.plugin)
const Note = mongoose.model('Note', schema)
await mongoose.connect(uri)
await Note.create({ title: 'one' })
const startedAt = performance.now()
if (how === 'close') await audit.close()
await mongoose.disconnect()
process.on('exit', () => console.log(`ended after ${Math.round(performance.now() - startedAt)} ms`))

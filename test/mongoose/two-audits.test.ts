/** Two audits on one model: Mongoose writes through one capture, and the other's silence must be told. */
import { afterEach, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const open: (AuditedMongoose | Audit)[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

for (const { name, module } of MONGOOSES) {
  it(`is warned of by the second of two audits on ${name}, with the collection, and by one audit never`, () => {
    const one = createAuditedMongoose(module)
    const lines: string[] = []
    const log = { info: () => undefined, warn: (line: string) => void lines.push(line) }
    const second = createAudit({ mongoose: one.mongoose, spool: false, log })
    open.push(second, one)
    const shared = new one.mongoose.Schema({ title: String })
    shared.plugin(one.audit.plugin)
    shared.plugin(second.plugin)
    one.mongoose.model('Ticket', shared)
    const own = new one.mongoose.Schema({ title: String })
    own.plugin(second.plugin)
    one.mongoose.model('Note', own)
    expect(lines.filter((line) => line.includes('two audits'))).toEqual([
      "audit: the plugins of two audits are on the model of 'tickets', and one of them records nothing of it: call createAudit once",
    ])
  })
}

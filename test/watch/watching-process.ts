/** A process that watches, and neither writes nor ends by itself. */
import { createAudit } from 'rastro'
import mongoose from 'mongoose'
import { modelsOf } from './watched-models.ts'

const [, , uri = ''] = process.argv
const silent = { info: () => undefined, warn: () => undefined }
const audit = createAudit({ mongoose, log: silent })
modelsOf({ mongoose, audit })
await mongoose.connect(uri)
const handle = audit.watch({ graceMs: 500, leaseMs: 600, windowSize: 50 })
setInterval(() => {
  if (handle.isWorking()) console.log('working')
}, 20)

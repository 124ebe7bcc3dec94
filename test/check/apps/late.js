/** Plugs a schema whose model is there already. */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

const audit = createAudit({ mongoose })
const orders = new mongoose.Schema({ title: String })
mongoose.model('Order', orders)
orders.plugin(audit.plugin)

/** The same with `require`, and with a connection that nobody waits for while it loads. */
const express = require('express')
const mongoose = require('mongoose')
const { createAudit } = require('rastro')

const audit = createAudit({ mongoose })
const orders = new mongoose.Schema({ title: String })
orders.plugin(audit.plugin)
mongoose.model('Order', orders)

const app = express()
app.set('trust proxy', 1)
app.use('/shop', express.Router().use(audit.context()))
void mongoose.connect(process.env.MONGODB_URI).then(() => app.listen(3000))

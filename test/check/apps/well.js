/** An application with nothing wrong. */
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

const audit = createAudit({ mongoose })
const orders = new mongoose.Schema({ title: String })
orders.plugin(audit.plugin, { place: 'sales' })
mongoose.model('Order', orders)

const app = express()
app.set('trust proxy', 'loopback')
app.use(audit.context())
await mongoose.connect(process.env.MONGODB_URI)
app.listen(3000, () => console.log('this line is not part of the report'))

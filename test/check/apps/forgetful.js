/** Forgets a model and the context, believes everybody, and misspells a place. */
import express from 'express'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'

const audit = createAudit({ mongoose, places: { invoices: true } })
const orders = new mongoose.Schema({ title: String })
orders.plugin(audit.plugin)
mongoose.model('Order', orders)
mongoose.model('Payment', new mongoose.Schema({ amount: Number }))

const app = express()
app.set('trust proxy', true)
app.listen(3000)

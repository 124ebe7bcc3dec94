/** A request for help. Deleting one moves it to the trash; purging it there ends it. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'
import { clientOf } from './client-of.js'

const schema = new mongoose.Schema(
  {
    number: { type: Number, required: true, unique: true },
    subject: { type: String, required: true },
    status: { type: String, enum: ['open', 'waiting', 'solved'], default: 'open' },
    priority: { type: String, enum: ['low', 'normal', 'high'], default: 'normal' },
    client: {
      id: { type: mongoose.ObjectId, ref: 'Client', required: true },
      name: { type: String, audit: { personal: true } },
    },
    deletedAt: Date,
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, {
  name: nameOf,
  subject: clientOf,
  // `deletedAt` is this application's trash: moving there is a deletion of the place `tickets`,
  // coming back or being purged belongs to `trash.tickets`.
  trash: true,
  ignore: ['updatedAt'],
})

/** @param {{ number: number, subject: string }} ticket - As the database keeps it. */
function nameOf({ number, subject }) {
  return `#${number} ${subject}`
}

export const Ticket = mongoose.model('Ticket', schema)

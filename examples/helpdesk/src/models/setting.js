/** How the helpdesk works: one record, whose place is its collection's name. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true, unique: true },
    firstResponseMinutes: { type: Number, min: 1, max: 10_080, default: 60 },
    closeAfterDays: { type: Number, min: 1, max: 365, default: 14 },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { ignore: ['updatedAt'] })

export const Setting = mongoose.model('Setting', schema)

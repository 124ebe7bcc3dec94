/** A report that an agent put together. Its place has another name than its collection. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true },
    columns: [String],
    filter: { status: String, tag: String },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { place: 'reports.custom', ignore: ['updatedAt'] })

export const CustomReport = mongoose.model('CustomReport', schema)

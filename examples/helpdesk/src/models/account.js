/** The company that runs this helpdesk: one record, in a mandatory place. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true },
    taxNumber: String,
    address: String,
    email: String,
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { place: 'account', ignore: ['updatedAt'] })

export const Account = mongoose.model('Account', schema)

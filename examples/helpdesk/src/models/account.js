/** The company that runs this helpdesk: one record, in a mandatory place. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

/** Named like data about a person, and about none: said, so that nobody is asked about it. */
const A_COMPANYS = { personal: false }

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true, audit: A_COMPANYS },
    taxNumber: { type: String, audit: A_COMPANYS },
    address: { type: String, audit: A_COMPANYS },
    email: { type: String, audit: A_COMPANYS },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { place: 'account', ignore: ['updatedAt'] })

export const Account = mongoose.model('Account', schema)

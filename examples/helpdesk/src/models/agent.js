/** A member of the staff. `agents` is a mandatory place: nobody can switch its auditing off. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    // Said not to be personal: who did what must be known for as long as the log is kept.
    name: { type: String, required: true, audit: { personal: false } },
    email: { type: String, required: true, unique: true, audit: { personal: true } },
    role: { type: String, enum: ['admin', 'agent'], default: 'agent' },
    teams: [String],
    // Never recorded: paths with a name like this are secrets wherever they stand.
    passwordHash: String,
  },
  { timestamps: true, versionKey: false },
)

// Called by the name alone: the usual guess also looks at the address, which is personal.
schema.plugin(audit.plugin, { name: 'name', ignore: ['updatedAt'] })

export const Agent = mongoose.model('Agent', schema)

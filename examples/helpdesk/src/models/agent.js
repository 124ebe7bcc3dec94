/** A member of the staff. `agents` is a mandatory place: nobody can switch its auditing off. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true },
    email: { type: String, required: true, unique: true },
    role: { type: String, enum: ['admin', 'agent'], default: 'agent' },
    teams: [String],
    // Never recorded: paths with a name like this are secrets wherever they stand.
    passwordHash: String,
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { ignore: ['updatedAt'] })

export const Agent = mongoose.model('Agent', schema)

/**
 * A company whose people are clients.
 *
 * No catalog names the place `organizations`, so plugging the model is what switches it on.
 */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true, unique: true },
    domain: String,
    // Who may look after the company's own clients.
    manager: { name: String, email: String, passwordHash: String },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { ignore: ['updatedAt'] })

export const Organization = mongoose.model('Organization', schema)

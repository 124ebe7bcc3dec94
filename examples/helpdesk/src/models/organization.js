/**
 * A company whose people are clients.
 *
 * No catalog names the place `organizations`, so plugging the model is what switches it on.
 */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    // A company has a name too, and no private life.
    name: { type: String, required: true, unique: true, audit: { personal: false } },
    domain: String,
    // Who may look after the company's own clients: a person.
    manager: {
      name: { type: String, audit: { personal: true } },
      email: { type: String, audit: { personal: true } },
      passwordHash: String,
    },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { ignore: ['updatedAt'] })

export const Organization = mongoose.model('Organization', schema)

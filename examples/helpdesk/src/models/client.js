/**
 * A customer: the person whose data this application keeps.
 *
 * What is said here once (`audit: { … }`) decides what an administrator of the log may see, what is
 * encrypted, what the client gets, and what can be forgotten.
 */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true, audit: { personal: true } },
    email: { type: String, required: true, unique: true, audit: { personal: true } },
    // Not even its first digit is shown once another number has come.
    phone: { type: String, audit: { personal: true, mask: 'all' } },
    // What somebody needs to be served, say an interpreter of sign language: health, so that
    // nobody but the client ever reads a value of it in the log.
    needs: {
      type: String,
      audit: {
        sensitive: true,
        label: {
          en: 'Needs',
          'pt-BR': 'Necessidades',
          'pt-PT': 'Necessidades',
          ca: 'Necessitats',
          es: 'Necesidades',
        },
      },
    },
    tags: [String],
    // By its id alone; a change of it is recorded with the name that the agent has then.
    agent: { type: mongoose.ObjectId, ref: 'Agent' },
    // Named as it was called when the client joined it: lists need no second query.
    organization: { id: { type: mongoose.ObjectId, ref: 'Organization' }, name: String },
    passwordHash: String,
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, {
  // The record is about the client itself: "what was done to her" is then one filter.
  subject: 'self',
  organization: 'organization.name',
  related: 'organization.id',
  // Changes with every write and says nothing that the event does not say.
  ignore: ['updatedAt'],
})

export const Client = mongoose.model('Client', schema)

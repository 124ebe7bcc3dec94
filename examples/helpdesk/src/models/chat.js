/** A conversation in the chat window. It has a trash like tickets have. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'
import { clientOf } from './client-of.js'

const schema = new mongoose.Schema(
  {
    number: { type: Number, required: true, unique: true },
    topic: { type: String, required: true },
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
  trash: true,
  ignore: ['updatedAt'],
})

/** @param {{ number: number, topic: string }} chat - As the database keeps it. */
function nameOf({ number, topic }) {
  return `#${number} ${topic}`
}

export const Chat = mongoose.model('Chat', schema)

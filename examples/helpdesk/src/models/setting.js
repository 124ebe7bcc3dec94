/** How the helpdesk works: one record, whose place is its collection's name. */
import mongoose from 'mongoose'
import { audit } from '../audit.js'

const schema = new mongoose.Schema(
  {
    name: { type: String, required: true, unique: true },
    firstResponseMinutes: {
      type: Number,
      min: 1,
      max: 10_080,
      default: 60,
      // How a change of it reads in the log: "First response time 60 min → 30 min".
      audit: {
        unit: 'minute',
        label: {
          en: 'First response time',
          'pt-BR': 'Tempo da primeira resposta',
          'pt-PT': 'Tempo da primeira resposta',
          ca: 'Temps de la primera resposta',
          es: 'Tiempo de la primera respuesta',
        },
      },
    },
    closeAfterDays: {
      type: Number,
      min: 1,
      max: 365,
      default: 14,
      audit: {
        unit: 'day',
        label: {
          en: 'Closed without an answer after',
          'pt-BR': 'Encerramento sem resposta após',
          'pt-PT': 'Fecho sem resposta após',
          ca: 'Tancament sense resposta després de',
          es: 'Cierre sin respuesta después de',
        },
      },
    },
  },
  { timestamps: true, versionKey: false },
)

schema.plugin(audit.plugin, { ignore: ['updatedAt'] })

export const Setting = mongoose.model('Setting', schema)

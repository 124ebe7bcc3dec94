/** The models that the application under load writes, and that the one after it attaches. */
import { createRequire } from 'node:module'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import type mongooseType from 'mongoose'
import type { Model } from 'mongoose'

const require = createRequire(import.meta.url)

export interface Counted {
  _id: string
  worker: number
  /** Counts the writes of this record, so that every one of them has a number. */
  v: number
  tag?: string
}

export interface DeskModels {
  readonly mongoose: typeof mongooseType
  readonly audit: Audit
  readonly Ticket: Model<Counted>
  /** Of class `critical`. */
  readonly Vault: Model<Counted>
}

export function createDeskModels(spoolPath: string, say: (line: string) => void): DeskModels {
  const base = require('mongoose') as typeof mongooseType
  const mongoose = new base.Mongoose()
  const audit = createAudit({
    mongoose,
    spool: { path: spoolPath },
    log: { info: () => undefined, warn: say },
  })
  const shape = {
    _id: String,
    worker: Number,
    v: Number,
    tag: String,
  }
  const ticket = new mongoose.Schema<Counted>(shape, { versionKey: false })
  ticket.plugin(audit.plugin, { place: 'tickets' })
  const vault = new mongoose.Schema<Counted>(shape, { versionKey: false })
  vault.plugin(audit.plugin, { place: 'vaults', class: 'critical' })
  return {
    mongoose,
    audit,
    Ticket: mongoose.model<Counted>('Ticket', ticket),
    Vault: mongoose.model<Counted>('Vault', vault),
  }
}

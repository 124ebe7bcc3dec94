/**
 * How is each plugin mounted on a schema, as its own documentation says?
 *
 * `waits` says what a call has waited for when it returns. `rows` counts what the plugin wrote.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** @typedef {{ mount: (schema: object) => void, rows: (db: object) => Promise<number>, settle?: () => Promise<unknown>, prepare?: () => Promise<unknown> }} Mounted */

/** Name → how it is made for one process: all take the same Mongoose. */
export const PLUGINS = {
  'no plugin': () => ({ mount: () => undefined, rows: async () => 0 }),
  'this suite, store': (mongoose) => suite(mongoose, {}),
  'this suite, fsync': (mongoose) => suite(mongoose, { ack: 'fsync' }),
  'this suite, spool': (mongoose) => suite(mongoose, { ack: 'spool' }),
  'this suite, critical': (mongoose) => suite(mongoose, { class: 'critical' }),
  'ts-patch-mongoose': async () => {
    const { patchHistoryPlugin } = await import('ts-patch-mongoose')
    return {
      mount: (schema) =>
        schema.plugin(patchHistoryPlugin, { eventCreated: 'c', eventUpdated: 'u' }),
      rows: (db) => db.collection('history').countDocuments(),
    }
  },
  'mongoose-audit, awaited': () => mongooseAudit({ background: false }),
  'mongoose-audit, default': () => mongooseAudit({}),
  'mongoose-auditor, awaited': () => mongooseAuditor({ background: false }),
  'mongoose-auditor, default': () => mongooseAuditor({}),
}

async function suite(mongoose, options) {
  const { createAudit } = await import('rastro')
  const silent = { info: () => undefined, warn: (line) => process.stderr.write(`${line}\n`) }
  const audit = createAudit({ mongoose, log: silent, ...options })
  return {
    mount: (schema) => schema.plugin(audit.plugin),
    rows: (db) => db.collection('audit_events').countDocuments({ 'e.target': { $exists: true } }),
    settle: () => audit.flush(),
  }
}

function mongooseAudit(options) {
  const { plugin } = require('@sliit-foss/mongoose-audit')
  return {
    mount: (schema) => schema.plugin(plugin, options),
    rows: (db) => db.collection('audits').countDocuments(),
  }
}

function mongooseAuditor(options) {
  const { auditTrail } = require('mongoose-auditor')
  return {
    mount: (schema) => schema.plugin(auditTrail, options),
    rows: (db) => db.collection('auditlogs').countDocuments(),
  }
}

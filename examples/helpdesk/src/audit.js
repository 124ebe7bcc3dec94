/**
 * The audit of this application: one object that models, routes and logins share.
 *
 * Imported before any model is compiled, because a model's schema takes `audit.plugin` with it.
 */
import mongoose from 'mongoose'
import { createAudit, localKeyFile } from 'rastro'
import { helpdesk } from 'rastro/helpdesk'
import { sendLetter } from './letters/letters.js'

const { HELPDESK_KEY_FILE, HELPDESK_LOG } = process.env

export const audit = createAudit({
  mongoose,
  catalogs: [helpdesk],
  // What protects the keys of everything personal: outside the database, or a backup of it would
  // hold both. Without one the audit makes a key to develop with, and says where.
  ...(HELPDESK_KEY_FILE && {
    keys: { source: localKeyFile(HELPDESK_KEY_FILE), backupDays: 30 },
  }),
  requests: {
    deadline: 'gdpr',
    // The law allows a month; this company promises a copy within three days.
    deadlines: { access: { hours: 72 } },
    onRequestReady: ({ subject, path, expiresAt }) =>
      sendLetter(subject.id, {
        subject: 'Your data is ready',
        path: `/me/data/${path}`,
        expiresAt,
      }),
  },
  ...(HELPDESK_LOG === 'warnings' && { log: { info() {}, warn: console.warn } }),
})

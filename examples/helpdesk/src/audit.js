/**
 * The audit of this application: one object that models, routes and logins share.
 *
 * Imported before any model is compiled, because a model's schema takes `audit.plugin` with it.
 */
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import { helpdesk } from 'rastro/helpdesk'

export const audit = createAudit({ mongoose, catalogs: [helpdesk] })

import { describe, expect, it } from '@jest/globals'
import { createAudit, VERSION } from 'rastro'
import { createRequire } from 'node:module'
import mongoose from 'mongoose'
import { helpdesk } from 'rastro/helpdesk'

const quiet = { info: () => undefined, warn: () => undefined }

describe('createAudit', () => {
  it('needs no open connection and no other option', () => {
    expect(() => createAudit({ mongoose, log: quiet })).not.toThrow()
  })

  it('says which connection it needs when it gets none, or several', () => {
    const refused = expect.objectContaining({ code: 'AUDIT_CONNECTION_REQUIRED' })
    expect(() => createAudit({})).toThrow(refused)
    expect(() => createAudit({ mongoose, connection: mongoose.connection })).toThrow(refused)
  })

  for (const [given, suggestion] of [
    [{ mongose: 1 }, "'mongoose'"],
    [{ mongoose, tennant: 'x' }, "'tenant'"],
    [{ mongoose, catalog: [] }, "'catalogs'"],
  ] as const) {
    it(`suggests ${suggestion} for ${Object.keys(given).at(-1)}`, () => {
      expect(() => createAudit(given as never)).toThrow(
        expect.objectContaining({
          code: 'AUDIT_OPTION_UNKNOWN',
          message: expect.stringContaining(suggestion),
        }),
      )
    })
  }

  it('suggests the right spelling of a place', () => {
    expect(() => createAudit({ mongoose, catalogs: [helpdesk], places: { tikets: true } })).toThrow(
      expect.objectContaining({ message: expect.stringContaining("'tickets'") }),
    )
  })

  it('says that publicUrl is not available rather than ignore it', () => {
    expect(() => createAudit({ mongoose, ['publicUrl' as string]: {} })).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'publicUrl' }),
    )
  })

  it('refuses a zone, a language, a class that do not exist', () => {
    for (const wrong of [
      { zone: 'Mars/Base' },
      { language: 'xx' },
      { class: 'critica' },
      { ack: 'disk' },
      { tenant: '' },
      { store: {} },
    ]) {
      expect(() => createAudit({ mongoose, ...wrong } as never)).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: Object.keys(wrong)[0] }),
      )
    }
  })

  it('never shows what an option held', () => {
    const secret = 'mongodb://user:planted@example.com'
    expect(() => createAudit({ client: secret })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('planted') }),
    )
  })

  it('takes the quick start’s authorize as it is written, also where types are checked', () => {
    const audit = createAudit({ mongoose, log: quiet })
    const router = audit.router({ authorize: (req) => req.user?.role === 'admin' })
    expect(router).toBeInstanceOf(Function)
  })

  it('says that context has to be called', () => {
    const audit = createAudit({ mongoose, log: quiet })
    expect(() => audit.context({ headers: {} } as never)).toThrow(/app\.use\(audit\.context\(\)\)/)
  })

  it('says what a record, a job and a group need', async () => {
    const audit = createAudit({ mongoose, log: quiet })
    await expect(audit.record('sessions.login', { detail: {} } as never)).rejects.toMatchObject({
      code: 'AUDIT_OPTION_UNKNOWN',
      message: expect.stringContaining("'details'"),
    })
    await expect(audit.record(undefined as never)).rejects.toMatchObject({
      code: 'AUDIT_EVENT_TYPE_UNKNOWN',
    })
    const refused = expect.objectContaining({ code: 'AUDIT_OPTION_INVALID' })
    expect(() => audit.as({ type: 'system' }, undefined as never)).toThrow(refused)
    expect(() => audit.group('sessions.login', undefined as never)).toThrow(refused)
    expect(() => audit.history('x' as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_QUERY_INVALID' }),
    )
  })

  it('knows its own version', () => {
    const require = createRequire(import.meta.url)
    const manifest = require('../../../packages/rastro/package.json') as { version: string }
    expect(VERSION).toBe(manifest.version)
  })
})

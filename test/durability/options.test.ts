import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog } from '@rastro/core'
import { MongoClient } from 'mongodb'
import mongoose from 'mongoose'
import { createAudit } from 'rastro'
import type { Audit, CatalogDefinition } from 'rastro'
import { openTestDatabase, testServerUri } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { newFolder, removeFolders, until } from './spooled-recorder.ts'

let database: TestDatabase
const clients: MongoClient[] = []
const audits: Audit[] = []

beforeAll(async () => {
  database = await openTestDatabase({ monitorCommands: true })
})
afterAll(async () => {
  await Promise.all(audits.map((audit) => audit.close()))
  await Promise.all(clients.map((client) => client.close()))
  await database.close()
  removeFolders()
})

const SILENT = { info: () => undefined, warn: () => undefined }

function auditOf(options: Partial<Parameters<typeof createAudit>[0]>): Audit {
  const audit = createAudit({
    client: database.client,
    db: database.db,
    spool: { path: newFolder() },
    log: SILENT,
    ...options,
  })
  audits.push(audit)
  return audit
}

async function connected(options: object): Promise<MongoClient> {
  const client = await new MongoClient(testServerUri(), options).connect()
  clients.push(client)
  return client
}

describe('options of safety', () => {
  const wrong: readonly (readonly [string, () => unknown, string, string])[] = [
    [
      'createAudit class',
      () => createAudit({ mongoose, class: 'standart' as never }),
      'class',
      'standard',
    ],
    ['createAudit ack', () => createAudit({ mongoose, ack: 'disk' as never }), 'ack', 'fsync'],
    ['spool as a text', () => createAudit({ mongoose, spool: 'x' as never }), '', 'object'],
    ['spool path', () => createAudit({ mongoose, spool: { path: '' } }), 'spool.path', 'folder'],
    [
      'spool size',
      () => createAudit({ mongoose, spool: { maxBytes: 10 } }),
      'spool.maxBytes',
      '1048576',
    ],
    [
      'a misspelt spool option',
      () => createAudit({ mongoose, spool: { pat: 'x' } as never }),
      'pat',
      'path',
    ],
    [
      'an ack on disk without a disk',
      () => createAudit({ mongoose, spool: false, ack: 'fsync' }),
      'ack',
      'spool',
    ],
    [
      'a place’s class',
      () => createAudit({ mongoose, places: { orders: { class: 'x' as never } } }),
      'class',
      'places.orders',
    ],
    [
      'a place’s switch',
      () => createAudit({ mongoose, places: { orders: { on: 1 as never } } }),
      'places.orders.on',
      'true',
    ],
    [
      'a plugin’s ack',
      () =>
        new mongoose.Schema({}).plugin(createAudit({ mongoose }).plugin, { ack: 'never' as never }),
      'ack',
      'audit.plugin',
    ],
  ]
  for (const [what, make, field, word] of wrong) {
    it(`are refused by name where they do not exist: ${what}`, () => {
      expect(make).toThrow(expect.objectContaining({ message: expect.stringContaining(word) }))
      if (field !== '') expect(make).toThrow(expect.objectContaining({ field }))
    })
  }

  it('are checked in audit.record and audit.collection', async () => {
    const audit = auditOf({})
    await expect(audit.record('sessions.login', { class: 'x' as never })).rejects.toMatchObject({
      code: 'AUDIT_OPTION_INVALID',
      field: 'class',
    })
    expect(() => audit.collection(database.db.collection('orders'), { ack: 'x' as never })).toThrow(
      expect.objectContaining({ field: 'ack' }),
    )
    await expect(audit.close({ deadlineMs: -1 })).rejects.toMatchObject({ field: 'deadlineMs' })
  })

  it('are checked in catalogs', () => {
    const place = { label: { en: 'X' }, operations: ['create'], class: 'x' as never }
    expect(() => createCatalog([{ name: 'mine', places: { x: place } }])).toThrow(
      expect.objectContaining({ message: expect.stringContaining("place 'x'") }),
    )
  })
})

const CATALOG: CatalogDefinition = {
  name: 'mine',
  places: {
    parcels: {
      label: { en: 'Parcels' },
      operations: ['create', 'export'],
      onByDefault: true,
      class: 'telemetry',
    },
  },
  types: {
    'parcels.exported': {
      place: 'parcels',
      operation: 'export',
      label: { en: 'Exported' },
      ack: 'fsync',
      class: 'standard',
    },
  },
}

describe('whose wish counts', () => {
  it('the call’s, then the type’s, then the code’s for the place, then the catalog’s, then the audit’s', async () => {
    const audit = auditOf({ catalogs: [CATALOG], places: { sessions: { class: 'telemetry' } } })
    await audit.record('parcels.exported')
    await audit.record('parcels.exported', { class: 'telemetry' })
    await audit.record('sessions.login')
    await audit.record('audit.log.listed')
    expect(audit.health().classes).toEqual({ critical: 0, standard: 2, telemetry: 2 })
    await audit.flush()
    expect(audit.health()).toMatchObject({ stored: 4, waiting: 0, status: 'ok' })
  })

  it('a model’s before the audit’s, and inspect says which it is', async () => {
    const own = new mongoose.Mongoose()
    const audit = createAudit({ mongoose: own, class: 'telemetry', log: SILENT, spool: false })
    const schema = new own.Schema({ note: String })
    schema.plugin(audit.plugin, { class: 'standard' })
    own.model('Order', schema)
    const other = new own.Schema({ note: String })
    other.plugin(audit.plugin)
    own.model('Parcel', other)
    expect(audit.inspect().models.map(({ name, class: kind }) => [name, kind])).toEqual([
      ['Order', 'standard'],
      ['Parcel', 'telemetry'],
    ])
  })
})

describe('what critical needs', () => {
  it('a write concern of majority: a client below it is refused', async () => {
    const client = await connected({ writeConcern: { w: 1 } })
    expect(() => auditOf({ client, class: 'critical' })).toThrow(
      expect.objectContaining({ code: 'AUDIT_CRITICAL_UNSAFE', field: 'class' }),
    )
    const audit = auditOf({ client })
    expect(() =>
      audit.collection(client.db(database.dbName).collection('orders'), { class: 'critical' }),
    ).toThrow(expect.objectContaining({ code: 'AUDIT_CRITICAL_UNSAFE' }))
  })

  it('a journal: a client without it is refused', async () => {
    const client = await connected({ writeConcern: { j: false } })
    expect(() => auditOf({ client, places: { sessions: { class: 'critical' } } })).toThrow(
      expect.objectContaining({ code: 'AUDIT_CRITICAL_UNSAFE' }),
    )
  })

  it('events in the same deployment: another one is said at start and critical events are refused', async () => {
    const alone = new MongoClient('mongodb://192.0.2.1/', { serverSelectionTimeoutMS: 100 })
    clients.push(alone)
    const said: string[] = []
    const audit = auditOf({
      class: 'critical',
      store: { client: alone, db: 'elsewhere' },
      log: { info: () => undefined, warn: (line) => said.push(line) },
    })
    await until('it is said', () => said.some((line) => line.includes("class 'critical'")))
    await expect(audit.record('sessions.login')).rejects.toMatchObject({
      code: 'AUDIT_CRITICAL_UNSAFE',
      field: 'store',
    })
    const orders = audit.collection(database.db.collection('orders'), { class: 'standard' })
    await expect(orders.insertOne({})).resolves.toMatchObject({ acknowledged: true })
    await audit.close({ deadlineMs: 0 })
  })

  it('nothing more than the usual: with it, an event is there when the call returns', async () => {
    const audit = auditOf({ class: 'critical' })
    const id = await audit.record('sessions.login')
    expect(
      await database.db.collection('audit_events').findOne({ _id: id as never }),
    ).not.toBeNull()
  })
})

describe('the spool on a real disk', () => {
  it('is for the owner alone, and goes with the process that closes it', async () => {
    const folder = join(newFolder(), 'deep', 'below')
    const audit = auditOf({ spool: { path: folder } })
    await audit.record('sessions.login', { ack: 'spool' })
    const [own = ''] = readdirSync(folder).filter((name) => name.startsWith('spool-'))
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, own, '00000001.spool')).mode & 0o777).toBe(0o600)
    await audit.close()
    expect(readdirSync(folder)).toEqual(['.gitignore'])
  })

  it('that cannot be made is said once, and seen in health', async () => {
    const said: string[] = []
    const file = join(newFolder(), 'file')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(file, '')
    const audit = auditOf({
      spool: { path: join(file, 'spool') },
      log: { info: () => undefined, warn: (line) => said.push(line) },
    })
    await until('it is said', () => said.some((line) => line.includes('spool')))
    expect(audit.health()).toMatchObject({ status: 'degraded', spool: { writable: false } })
    expect(await audit.record('sessions.login', { ack: 'fsync' })).toBeDefined()
    await audit.record('sessions.login', { ack: 'spool' })
    expect(said.filter((line) => line.includes('spool'))).toHaveLength(1)
    expect(audit.health()).toMatchObject({ stored: 2, lost: 0 })
  })

  it('is not made where the application wants none', async () => {
    const audit = auditOf({ spool: false })
    await audit.record('sessions.login')
    expect(audit.health().spool).toBe(false)
    expect(existsSync(join(process.cwd(), 'false'))).toBe(false)
  })
})

describe('calls at the same time on a real server', () => {
  it('share inserts', async () => {
    const audit = auditOf({})
    await audit.record('sessions.login')
    let inserts = 0
    const count = (event: { commandName: string; command: Record<string, unknown> }): void => {
      if (event.commandName === 'insert' && event.command['insert'] === 'audit_events') inserts += 1
    }
    database.client.on('commandStarted', count)
    await Promise.all(Array.from({ length: 200 }, () => audit.record('sessions.login')))
    database.client.off('commandStarted', count)
    expect(inserts).toBeGreaterThanOrEqual(1)
    expect(inserts).toBeLessThanOrEqual(10)
  })
})

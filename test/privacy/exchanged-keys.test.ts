/** Two persons' wrapped keys in each other's place: whoever can write their database gains nothing. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit } from 'rastro'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { until } from '../sequencer/until.ts'
import { testSource } from './key-desk.ts'

let database: TestDatabase
const open: Audit[] = []
beforeAll(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})
afterAll(async () => {
  await keysDb().dropDatabase()
  await database.close()
})
const keysDb = () => database.client.db(`${database.dbName}_keys`)

/** A process of its own, on the same database. */
function process(source = testSource()) {
  const said: string[] = []
  const audit = createAudit({
    client: database.client,
    db: database.dbName,
    keys: { source },
    spool: { path: mkdtempSync(join(tmpdir(), 'audit-spool-')) },
    log: { info: () => undefined, warn: (line) => said.push(line) },
  })
  open.push(audit)
  const people = audit.collection(database.db.collection<{ _id: number; name: string }>('people'), {
    personal: ['name'],
    subject: 'self',
  })
  return { audit, people, said, source }
}

async function exchange(): Promise<void> {
  const keys = keysDb().collection<{ _id: string }>('audit_keys')
  const all = await keys.find({ _id: /"record"/ }).toArray()
  const [a, b] = all
  if (a === undefined || b === undefined) throw new Error('no keys')
  await keys.deleteMany({ _id: { $in: [a._id, b._id] } })
  await keys.insertMany([
    { ...a, _id: b._id },
    { ...b, _id: a._id },
  ])
}

describe('keys that somebody exchanged', () => {
  it('open nothing and encrypt nothing, and what waited is stored when they are back', async () => {
    const first = process()
    await first.people.insertMany([
      { _id: 1, name: 'Ana Prado' },
      { _id: 2, name: 'Bea Lima' },
    ])
    await first.audit.flush()
    await exchange()
    const other = process(first.source)
    await expect(other.audit.find({ tt: 'people' })).rejects.toMatchObject({
      code: 'AUDIT_KEYS_EXCHANGED',
    })
    await other.people.updateOne({ _id: 1 }, { $set: { name: 'Ana Reis' } })
    await until(async () => other.audit.health().waiting > 0)
    expect(other.said.filter((line) => line.includes('AUDIT_KEYS_EXCHANGED'))).toHaveLength(1)
    expect(other.said.join()).not.toMatch(/Ana|Bea/)
    await exchange()
    await other.audit.flush()
    // Masked until it has its number.
    await until(async () => {
      const { events } = await other.audit.find({ tt: 'people', op: 'update' })
      return JSON.stringify(events).includes('Ana Reis')
    })
    expect(other.audit.health().lost).toBe(0)
  })
})

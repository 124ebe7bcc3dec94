/** S8: erasure by key destruction; the proofs of every event still hold. */
import { afterEach, describe, expect, it } from '@jest/globals'
import { leafHashOf } from '@rastro/mongodb'
import type { Binary } from 'mongodb'
import { MongoClient } from 'mongodb'
import { testSource } from '../privacy/key-desk.ts'
import { openDesk } from '../privacy/privacy-desk.ts'
import type { PrivacyDesk } from '../privacy/privacy-desk.ts'

const open: PrivacyDesk[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

/** What each number of the log says of its event, beside what the event's stored bytes say now. */
async function hashes(uri: string) {
  const client = await new MongoClient(uri).connect()
  try {
    const db = client.db()
    const batches = await db.collection('audit_batches').find().toArray()
    const said = new Map(
      batches.flatMap((batch) =>
        (batch['events'] as { id: string; leafHash: Binary }[]).map(
          ({ id, leafHash }) => [id, Buffer.from(leafHash.buffer).toString('hex')] as const,
        ),
      ),
    )
    const raw = { fieldsAsRaw: { e: true } }
    const events = await db
      .collection('audit_events', raw)
      .aggregate([{ $project: { e: ['$e'] } }], raw)
      .toArray()
    return events.map(({ _id, e }) => {
      const [bytes] = e as Uint8Array[]
      const now = bytes === undefined ? '' : Buffer.from(leafHashOf(bytes)).toString('hex')
      return { id: String(_id), said: said.get(String(_id)), now }
    })
  } finally {
    await client.close()
  }
}

describe('S8: erasure', () => {
  it('destroys what can be read of a person, and leaves every stored event as it was', async () => {
    const one = await openDesk({ keys: { source: testSource() } })
    open.push(one)
    const ana = await one.Client.create({ name: 'Ana Prado', email: 'ana@example.com' })
    await one.Client.updateOne({ _id: ana._id }, { email: 'ana@new.example.com' })
    await one.sequenced()
    const before = await hashes(one.uri)
    expect(before.length).toBeGreaterThanOrEqual(2)
    const subject = { type: 'Client', id: ana._id }
    const { events } = await one.audit.erase({ subject, reason: 'asked', method: 'deleted' })
    expect(events).toBe(2)
    await one.sequenced()
    const after = await hashes(one.uri)
    for (const { id, said, now } of after) expect({ id, now }).toEqual({ id, now: said })
    const ids = new Set(after.map(({ id }) => id))
    expect(before.filter(({ id }) => !ids.has(id))).toEqual([])
    const shown = JSON.stringify((await one.audit.history(subject)).events)
    expect(shown).not.toMatch(/Prado|ana@/)
    expect(shown).toContain('"omitted":"erased"')
  })
})

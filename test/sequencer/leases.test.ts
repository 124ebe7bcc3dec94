import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createLeases, holdLease } from '@rastro/mongodb'
import type { Lease } from '@rastro/mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { startChild } from './child.ts'
import { until } from './until.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  for (const name of ['audit_leases', 'written']) await database.db.createCollection(name)
})
afterAll(() => database.close())

const LONG_MS = 60_000
const SHORT_MS = 500

function leasesOf(ttlMs: number) {
  return createLeases({ database: () => database.db, ttlMs })
}

async function acquired(name: string, ttlMs: number): Promise<Lease> {
  return until(async () => leasesOf(ttlMs).tryAcquire(name))
}

async function written(): Promise<unknown[]> {
  const found = await database.db.collection('written').find().toArray()
  return found.map((one) => one['line'])
}

describe('a lease', () => {
  it('is held by one at a time, and free again when it is given back', async () => {
    const first = await acquired('one', LONG_MS)
    expect(await leasesOf(LONG_MS).tryAcquire('one')).toBeUndefined()
    await first.release()
    const second = await leasesOf(LONG_MS).tryAcquire('one')
    expect([first.token, second?.token]).toEqual([1, 2])
    await second?.release()
  })

  it('goes to one of many who ask at the same moment', async () => {
    const asked = await Promise.all(
      Array.from({ length: 8 }, async () => leasesOf(LONG_MS).tryAcquire('crowd')),
    )
    const got = asked.filter((lease) => lease !== undefined)
    expect(got.map(({ token }) => token)).toEqual([1])
    await got[0]?.release()
  })

  it('ends by the clock of the server, whatever the clock here says', async () => {
    const now = Date.now
    Date.now = () => now() + 3_600_000
    try {
      const first = await acquired('clock', LONG_MS)
      expect(await leasesOf(LONG_MS).tryAcquire('clock')).toBeUndefined()
      await first.release()
    } finally {
      Date.now = now
    }
  })

  it('tells the next holder where the work stands, and only what was committed', async () => {
    const first = await acquired('note', LONG_MS)
    await first.transaction(async () => undefined, { position: 7, path: '$where' })
    const failing = first.transaction(async () => Promise.reject(new Error('no')), { position: 8 })
    await expect(failing).rejects.toThrow('no')
    await first.release()
    const second = await acquired('note', LONG_MS)
    expect(second.note).toEqual({ position: 7, path: '$where' })
    await second.release()
  })

  it('is over when it is not renewed, and its last holder can write nothing any more', async () => {
    const first = await acquired('over', SHORT_MS)
    const second = await acquired('over', LONG_MS)
    const late = first.transaction(async (session) => {
      await database.db.collection('written').insertOne({ line: 'late' }, { session })
    })
    await expect(late).rejects.toMatchObject({ code: 'AUDIT_LEASE_LOST', retryable: true })
    await expect(first.renew()).rejects.toMatchObject({ code: 'AUDIT_LEASE_LOST' })
    expect(first.isHeld()).toBe(false)
    expect(await written()).not.toContain('late')
    await second.release()
  })

  it('is not waited for behind the open transaction of a holder that died', async () => {
    const child = startChild('lease-holder', database.uri, 'died', String(SHORT_MS))
    await until(() => child.said.includes('token 1'))
    child.tell('sleep inside')
    await until(() => child.said.includes('inside'))
    await child.kill()
    const startedAt = performance.now()
    const next = await acquired('died', LONG_MS)
    // The server itself would hold that transaction, and with it the lease, for a minute.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    await next.transaction(async () => undefined)
    await next.release()
    expect(await written()).not.toContain('sleep inside')
  })

  for (const line of ['awake again', 'sleep inside']) {
    it(`is not written under by a process that slept through a takeover: ${line}`, async () => {
      const name = `slept ${line}`
      const child = startChild('lease-holder', database.uri, name, String(SHORT_MS))
      try {
        await until(() => child.said.includes('token 1'))
        if (line === 'sleep inside') {
          child.tell(line)
          await until(() => child.said.includes('inside'))
        } else {
          child.process.kill('SIGSTOP')
          child.tell(line)
        }
        const next = await acquired(name, LONG_MS)
        child.process.kill('SIGCONT')
        await until(() => child.said.includes('refused AUDIT_LEASE_LOST'))
        expect(await written()).not.toContain(line)
        await next.release()
      } finally {
        await child.kill()
      }
    })
  }
})

describe('holding a lease', () => {
  it('renews it while the work goes on, and gives it back at the end', async () => {
    const holder = holdLease({
      leases: leasesOf(SHORT_MS),
      name: 'held',
      work: async (_lease, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve())
        }),
    })
    const leases = database.db.collection<{ _id: string; expiresAt: Date }>('audit_leases')
    const ends = new Set<number>()
    await until(async () => {
      const found = await leases.findOne({ _id: 'held' })
      if (found) ends.add(found.expiresAt.getTime())
      return ends.size > 4
    })
    expect(await leasesOf(LONG_MS).tryAcquire('held')).toBeUndefined()
    await holder.stop()
    const next = await leasesOf(LONG_MS).tryAcquire('held')
    expect(next?.token).toBe(2)
    await next?.release()
  })

  it('tells the work to stop when somebody else has it', async () => {
    const seen: string[] = []
    const holder = holdLease({
      leases: leasesOf(SHORT_MS),
      name: 'passed on',
      work: async (lease, signal) => {
        await database.db
          .collection<{ _id: string }>('audit_leases')
          .updateOne({ _id: 'passed on' }, { $set: { owner: 'somebody else' } })
        await until(() => signal.aborted)
        seen.push(`stopped with token ${lease.token}`)
      },
      retryMs: LONG_MS,
    })
    await until(() => seen.length > 0)
    await holder.stop()
    expect(seen).toEqual(['stopped with token 1'])
  })
})

import { describe, expect, it } from '@jest/globals'
import type { QueryInput } from '@rastro/core'
import * as fc from 'fast-check'
import { ACCESS, clusterPosition, createLog, seconds } from './sample-log.ts'
import type { Log } from './sample-log.ts'

const target = { type: 'Ticket', id: '1' }

async function createPaged(): Promise<Log> {
  const log = createLog()
  await log.add(
    { target, at: seconds(1), ct: clusterPosition(1) },
    { target, at: seconds(2), group: { id: 'g', index: 0 } },
    { target, at: seconds(3), ct: clusterPosition(3) },
    { target, at: seconds(4) },
  )
  return log
}

/** One cursor of each kind, and how it is used. */
async function cursorsOf(log: Log) {
  const find = (cursor: string) => log.reader.find(ACCESS, {}, { limit: 1, cursor })
  const folded = (cursor: string) => log.reader.findFolded(ACCESS, {}, { limit: 1, cursor })
  const history = (cursor: string) => log.reader.history(ACCESS, target, { limit: 1, cursor })
  return [
    { use: find, cursor: (await log.reader.find(ACCESS, {}, { limit: 1 })).next ?? '' },
    { use: folded, cursor: (await log.reader.findFolded(ACCESS, {}, { limit: 2 })).next ?? '' },
    { use: history, cursor: (await log.reader.history(ACCESS, target, { limit: 1 })).next ?? '' },
  ]
}

const INVALID = { code: 'AUDIT_CURSOR_INVALID', field: 'cursor' }

describe('a cursor', () => {
  it('is opaque text that an address can carry', async () => {
    for (const { cursor } of await cursorsOf(await createPaged())) {
      expect(cursor).toMatch(/^[A-Za-z0-9_-]{20,}$/)
    }
  })

  const garbage = [
    '',
    ' ',
    'x',
    'null',
    '../../etc/passwd',
    '=',
    '\0',
    'W10',
    Buffer.from('[1,"time"]').toString('base64url'),
    Buffer.from('{"__proto__":1}').toString('base64url'),
    Buffer.from('['.repeat(3000)).toString('base64url'),
    'A'.repeat(5000),
  ]
  for (const text of garbage) {
    it(`is refused where it is none: ${JSON.stringify(text.slice(0, 20))}`, async () => {
      for (const { use } of await cursorsOf(await createPaged())) {
        await expect(use(text)).rejects.toMatchObject(INVALID)
      }
    })
  }

  it('is refused where anything was added to it', async () => {
    for (const { use, cursor } of await cursorsOf(await createPaged())) {
      for (const added of ['=', ' ', '!', '\n', 'A']) {
        await expect(use(cursor + added)).rejects.toMatchObject(INVALID)
      }
    }
  })

  it('is refused where it is no text', async () => {
    const log = await createPaged()
    for (const cursor of [7, {}, [], null, { $ne: '' }]) {
      await expect(log.reader.find(ACCESS, {}, { cursor: cursor as string })).rejects.toMatchObject(
        INVALID,
      )
    }
  })

  it('never causes anything but its own error, whatever comes', async () => {
    const log = await createPaged()
    const kinds = await cursorsOf(log)
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), anyText, async ({ use }, text) => {
        await expect(use(text)).rejects.toMatchObject(INVALID)
      }),
      { numRuns: 300 },
    )
  })

  it('is refused or harmless where any part of it was changed', async () => {
    const log = await createPaged()
    const kinds = await cursorsOf(log)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.nat(11),
        fc.jsonValue({ maxDepth: 2 }),
        async ({ use, cursor }, place, value) => {
          const body = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
          body[place % (body.length + 1)] = value
          const forged = Buffer.from(JSON.stringify(body)).toString('base64url')
          try {
            const page = await use(forged)
            expect(page).toHaveProperty('next')
          } catch (error) {
            expect(error).toMatchObject(INVALID)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  const others: readonly (readonly [string, QueryInput, 'newest' | 'oldest', string])[] = [
    ['other filters', { place: 'tickets' }, 'newest', 'acme'],
    ['the other order', {}, 'oldest', 'acme'],
    ['another tenant', {}, 'newest', 'other'],
  ]
  for (const [name, query, order, tenant] of others) {
    it(`is refused for ${name}`, async () => {
      const log = await createPaged()
      const { next } = await log.reader.find(ACCESS, {}, { limit: 1 })
      const foreign = log.reader.find({ tenant }, query, { order, cursor: next ?? '' })
      await expect(foreign).rejects.toMatchObject(INVALID)
    })
  }

  it('is refused for another scope, and for another kind of list', async () => {
    const log = await createPaged()
    const cursor = (await log.reader.find(ACCESS, {}, { limit: 1 })).next ?? ''
    const scope = { actor: { id: 'u-1' } }
    await expect(log.reader.find({ ...ACCESS, scope }, {}, { cursor })).rejects.toMatchObject(
      INVALID,
    )
    await expect(log.reader.findFolded(ACCESS, {}, { cursor })).rejects.toMatchObject(INVALID)
  })

  it('is good for the same filters in another order of keys and values', async () => {
    const log = await createPaged()
    const { next } = await log.reader.find(
      ACCESS,
      { op: 'update,create', place: 'tickets' },
      { limit: 1 },
    )
    const same = { place: 'tickets', op: ['create', 'update'] }
    const page = await log.reader.find(ACCESS, same, { limit: 9, cursor: next ?? '' })
    expect(page.events).toHaveLength(3)
  })
})

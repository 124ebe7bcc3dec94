/** What is about a person is stored encrypted, and is the same value again when it is opened. */
import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import * as bson from 'mongodb'
import type { AuditEvent, DataKey, SealWith, StoredEvent, ValueMaker } from '@rastro/core'
import {
  createPersonalData,
  createTokens,
  dataKeyOf,
  markPersonal,
  openBytes,
  openStored,
  sealBytes,
  SEALED_SUBTYPE,
  sealEvent,
  sealStored,
  tryOwnersOf,
  valueOfText,
  valueText,
} from '@rastro/core'
import { createValueMaker } from '@rastro/mongodb'
import { newKeyBytes } from './key-desk.ts'

const { mongo: mongo8 } = createRequire(import.meta.url)('mongoose8') as { mongo: typeof bson }

const VALUES: Readonly<Record<string, unknown>> = {
  'a text': 'aé\u2028𝄞',
  'an empty text': '',
  int32: new bson.Int32(7),
  'a double that is whole': new bson.Double(7),
  'a long beyond 2^53': bson.Long.fromString('9223372036854775807'),
  'a decimal with its trailing zero': bson.Decimal128.fromString('0.10'),
  'an id': new bson.ObjectId('64b64c1f2f9b256c3c9e4d5a'),
  'a date': new Date(-1),
  'true or false': false,
  bytes: Buffer.from([0, 255, 7]),
  'bytes that look encrypted': new bson.Binary(Buffer.alloc(64, 1), SEALED_SUBTYPE),
  'a regular expression': new bson.BSONRegExp('^a/b', 'imx'),
  code: new bson.Code('return a', { a: new bson.Int32(1) }),
  'a timestamp': new bson.Timestamp({ t: 4_000_000_000, i: 4_000_000_001 }),
  'the least key': new bson.MinKey(),
  'a symbol': new bson.BSONSymbol('s'),
  'a list': ['a', new bson.Int32(1), null, [new Date(0)]],
  'a map': new Map<string, unknown>([
    ['b', 1.5],
    ['$a', 'x'],
  ]),
  'nested objects': { z: { 'dotted.key': new bson.Double(1) }, a: [{ b: null }] },
}

const DATA = createPersonalData()
DATA.add('Client', {
  place: 'clients',
  isPerson: true,
  hasPersonalName: true,
  secrets: [],
  paths: [
    { path: ['name'] },
    { path: ['value'] },
    { path: ['contacts'] },
    { path: ['devices', 'owner'] },
    { path: ['faith'], sensitive: true },
  ],
})

const PLAIN: AuditEvent = {
  v: 1,
  tenant: 'acme',
  at: new Date('2026-03-10T12:00:00.000Z'),
  type: 'clients.updated',
  operation: 'update',
  place: 'clients',
  category: 'records',
  severity: 'info',
  outcome: 'success',
  fidelity: 'exact',
  actor: { type: 'agent', id: 'u-1', name: 'Rui Costa' },
  target: { type: 'Client', id: 'c-1', name: 'Ana Prado' },
}

const keysByOwner = new Map<string, DataKey>()
const keysById = new Map<string, DataKey>()
const tokens = createTokens(dataKeyOf(newKeyBytes()))

function keyFor(owner: string): DataKey {
  const key = keysByOwner.get(owner) ?? dataKeyOf(newKeyBytes())
  keysByOwner.set(owner, key)
  keysById.set(key.id, key)
  return key
}

const ID = '01HZZZZZZZZZZZZZZZZZZZZZZZ'
const MAKE = createValueMaker(bson, undefined)

function sealed(facts: Partial<AuditEvent>, make: ValueMaker = MAKE): StoredEvent {
  const event = markPersonal({ ...PLAIN, ...facts }, DATA)
  const owners = tryOwnersOf(event, DATA) ?? {}
  for (const owner of Object.values(owners)) keyFor(owner as string)
  const how: SealWith = { owners, keys: keysByOwner, make, tokens }
  return sealStored(sealEvent(event, { id: ID, now: PLAIN.at }), how)
}

function opened(event: StoredEvent, damaged: string[] = []): AuditEvent {
  return openStored(event, { keys: keysById, make: MAKE, damaged: (id) => damaged.push(id) }).e
}

/** As the database gives it back: with its types. */
function stored(event: StoredEvent): StoredEvent {
  const bytes = bson.BSON.serialize(event)
  return bson.BSON.deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    bsonRegExp: true,
  }) as StoredEvent
}

const bytesOf = (value: unknown): string =>
  Buffer.from(bson.BSON.serialize({ value })).toString('hex')

describe('a value that is encrypted', () => {
  for (const [name, value] of Object.entries(VALUES)) {
    it(`is the same again after the database: ${name}`, () => {
      const change = { path: ['value'], op: 'replace', before: value, after: value } as const
      const event = stored(sealed({ changes: [change] }))
      expect(event.e.changes?.[0]?.before).toMatchObject({ sub_type: SEALED_SUBTYPE })
      const [back] = opened(event).changes ?? []
      expect(bytesOf(back?.before)).toBe(bytesOf(value))
      expect(bytesOf(back?.after)).toBe(bytesOf(value))
    })
  }

  for (const [name, driver] of [
    ['7', bson],
    ['6', mongo8],
  ] as const) {
    it(`survives the text form of files and driver ${name}`, () => {
      const make = createValueMaker(driver, undefined)
      const change = { path: ['value'], op: 'add', after: 'Ana Prado' } as const
      const event = sealed({ changes: [change] }, make)
      const again = valueOfText(valueText(event), make) as StoredEvent
      expect(driver.BSON.serialize(again)).toEqual(driver.BSON.serialize(event))
      expect(opened(again).changes?.[0]?.after).toBe('Ana Prado')
    })
  }

  it('never has the same bytes twice', () => {
    const change = { path: ['value'], op: 'add', after: 'Ana' } as const
    const all = Array.from({ length: 600 }, () => bytesOf(sealed({ changes: [change] }).e.changes))
    expect(new Set(all).size).toBe(600)
  })

  it('is nowhere in the bytes that are stored', () => {
    const event = sealed({
      actor: { type: 'client', id: 'c-1', name: 'Ana Prado', email: 'ana@example.com' },
      account: { id: 'a-1', name: 'Prado Lda' },
      origin: { ip: '192.0.2.77', country: 'PT' },
      request: { id: 'r-1', route: '/clients/ana@example.com' },
      details: { email: 'ana@example.com', count: 3 },
      changes: [
        { path: ['name'], op: 'replace', before: 'Ana Prado', after: 'Ana Lima' },
        { path: ['contacts', 'bea@example.com'], op: 'add', after: 'Beatriz' },
        { path: ['devices', '0'], op: 'add', after: { owner: 'Caio', kind: 'phone' } },
        { path: ['faith'], op: 'add', after: 'Jedi order' },
        { path: ['plan'], op: 'add', after: 'free' },
      ],
    })
    const bytes = Buffer.from(bson.BSON.serialize(event)).toString('latin1')
    const planted = /Ana|Prado|Lima|ana@|bea@|192\.0\.2|Beatriz|Caio|Jedi/
    expect(bytes).not.toMatch(planted)
    expect(event.e.changes?.[4]?.after).toBe('free')
    expect(event.e.changes?.[2]?.after).toMatchObject({ kind: 'phone' })
    expect(event.e.changes?.[1]?.path).toEqual(['contacts', '*'])
    const back = opened(stored(event))
    expect(back).toMatchObject({
      actor: { name: 'Ana Prado', email: 'ana@example.com' },
      account: { name: 'Prado Lda' },
      origin: { ip: '192.0.2.77', country: 'PT' },
      request: { route: '/clients/ana@example.com' },
      details: { email: 'ana@example.com' },
      personalName: 'Ana Prado',
    })
    expect(back.changes?.map(({ path, after }) => [path.join('.'), after])).toEqual([
      ['name', 'Ana Lima'],
      ['contacts.bea@example.com', 'Beatriz'],
      ['devices.0', { owner: 'Caio', kind: 'phone' }],
      ['faith', 'Jedi order'],
      ['plan', 'free'],
    ])
    expect(back.erased).toBeUndefined()
  })

  it('has a token beside the event where it is looked for, and none that tells of it', () => {
    const { tk = [], e } = sealed({
      actor: { type: 'client', id: 'c-1', name: 'Ana', email: 'ana@example.com' },
      origin: { ip: '192.0.2.77' },
    })
    expect(tk.map(({ t }) => t)).toEqual([
      tokens('actor', 'Ana'),
      tokens('actor', 'ana@example.com'),
      tokens('ip', '192.0.2.77'),
      tokens('name', 'Ana Prado'),
    ])
    expect(tk.every(({ k }) => e.sealed?.includes(k) === true)).toBe(true)
    expect(JSON.stringify(e)).not.toContain(tokens('actor', 'Ana'))
  })
})

describe('an event that has nothing of a person in it', () => {
  const ticket = { type: 'Ticket', id: 't-1', name: 'Printer' }

  it('is not even copied', () => {
    const event = sealEvent({ ...PLAIN, target: ticket, origin: { ip: '192.0.2.1' } }, ID_AND_NOW)
    expect(tryOwnersOf(event.e, DATA)).toBeUndefined()
    const how = { owners: {}, keys: keysByOwner, make: MAKE, tokens }
    expect(sealStored(event, how)).toBe(event)
    expect(openStored(event, { keys: keysById, make: MAKE })).toBe(event)
  })

  it('has no owner where nothing at all is annotated, whoever acted', () => {
    const actor = { type: 'client', id: 'c-1', name: 'Ana' }
    expect(tryOwnersOf({ ...PLAIN, actor }, createPersonalData())).toBeUndefined()
    expect(tryOwnersOf({ ...PLAIN, actor }, DATA)).toHaveProperty('actor')
  })

  it('keeps staff in plain: who handled what must be known for as long as the log is', () => {
    expect(sealed({}).e.actor.name).toBe('Rui Costa')
  })
})

describe('a value that was moved or changed', () => {
  const change = { path: ['value'], op: 'replace', before: 'Ana', after: 'Bea' } as const
  const whole = (): StoredEvent => sealed({ changes: [change] })
  const [given] = whole().e.changes ?? []

  const MOVES: Readonly<Record<string, (event: StoredEvent) => StoredEvent>> = {
    'to another event': (event) => ({ ...event, _id: '01HZZZZZZZZZZZZZZZZZZZZZZY' }),
    'to another tenant': (event) => ({ ...event, e: { ...event.e, tenant: 'other' } }),
    'to another path': (event) => ({
      ...event,
      e: {
        ...event.e,
        changes: (event.e.changes ?? []).map((one) => ({ ...one, path: ['name'] })),
      },
    }),
    'to the other side': (event) => ({
      ...event,
      e: {
        ...event.e,
        changes: (event.e.changes ?? []).map(({ before, after, ...one }) => ({
          ...one,
          before: after,
          after: before,
        })),
      },
    }),
    'by one bit': (event) => ({
      ...event,
      e: {
        ...event.e,
        changes: (event.e.changes ?? []).map((one) => ({ ...one, after: flipped(one.after) })),
      },
    }),
  }
  for (const [name, move] of Object.entries(MOVES)) {
    it(`does not open: ${name}`, () => {
      const damaged: string[] = []
      const event = move(whole())
      const [back] = opened(event, damaged).changes ?? []
      expect(back).toMatchObject({ op: 'replace', omitted: 'erased' })
      expect(JSON.stringify(back)).not.toMatch(/Ana|Bea/)
      expect(damaged).toContain(event._id)
    })
  }

  it('does not open under a key that the event did not commit to', () => {
    const [own, other] = [dataKeyOf(newKeyBytes()), dataKeyOf(newKeyBytes())]
    const place = { tenant: 'acme', event: ID, path: ['personalName'] }
    const bytes = sealBytes('Ana', own, { place, keyNumber: 0 })
    expect(openBytes(bytes, own, { place, id: own.id, make: MAKE })).toBe('Ana')
    expect(() => openBytes(bytes, other, { place, id: own.id, make: MAKE })).toThrow()
    // Nor under the right key, where the event names another one.
    expect(() => openBytes(bytes, own, { place, id: other.id, make: MAKE })).toThrow()
    expect(() => openBytes(bytes.subarray(0, 20), own, { place, id: own.id, make: MAKE })).toThrow()
  })

  it('says nothing of what it held', () => {
    const key = dataKeyOf(newKeyBytes())
    const place = { tenant: 'acme', event: ID, path: ['x'] }
    const bytes = sealBytes('Ana Prado', key, { place, keyNumber: 0 })
    const elsewhere = { ...place, event: 'other' }
    const open = (): unknown => openBytes(bytes, key, { place: elsewhere, id: key.id, make: MAKE })
    expect(open).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/Ana/) }))
    expect(given).toBeDefined()
  })
})

describe('a value whose key is destroyed', () => {
  const gone = (event: StoredEvent): AuditEvent =>
    openStored(stored(event), { keys: new Map(), make: MAKE }).e

  it('is left out and named, and everything else of the event stays', () => {
    const event = sealed({
      actor: { type: 'client', id: 'c-1', name: 'Ana Prado', email: 'ana@example.com' },
      origin: { ip: '192.0.2.77', country: 'PT' },
      changes: [
        { path: ['name'], op: 'replace', before: 'Ana', after: 'Bea' },
        { path: ['contacts', 'bea@example.com'], op: 'add', after: 'Beatriz' },
        { path: ['plan'], op: 'add', after: 'free' },
      ],
    })
    const { actor, origin, changes, erased, personalName } = gone(event)
    expect(actor).toEqual({ type: 'client', id: 'c-1' })
    expect(origin).toEqual({ country: 'PT' })
    expect(personalName).toBeUndefined()
    expect(changes).toEqual([
      { path: ['name'], op: 'replace', omitted: 'erased' },
      { path: ['contacts'], op: 'replace', omitted: 'erased' },
      { path: ['plan'], op: 'add', after: 'free' },
    ])
    expect(erased).toEqual([
      'actor.name',
      'actor.email',
      'origin.ip',
      'changes.0',
      'changes.1',
      'personalName',
    ])
  })

  it('says so inside a value that is not all about the person', () => {
    const after = [{ owner: 'Caio', kind: 'phone' }]
    const event = sealed({ changes: [{ path: ['devices'], op: 'add', after }] })
    expect(gone(event).changes).toEqual([
      { path: ['devices'], op: 'add', after: [{ owner: '[erased]', kind: 'phone' }] },
    ])
  })
})

const ID_AND_NOW = { id: ID, now: PLAIN.at }

function flipped(value: unknown): unknown {
  const { buffer, position } = value as bson.Binary
  const bytes = Buffer.from(buffer.subarray(0, position))
  bytes[20] = (bytes[20] ?? 0) ^ 1
  return new bson.Binary(bytes, SEALED_SUBTYPE)
}

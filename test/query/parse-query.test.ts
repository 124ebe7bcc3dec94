import { describe, expect, it } from '@jest/globals'
import { QUERY_KEYS, escapeCommas, parseQuery, splitAtCommas } from '@rastro/core'
import type { EventFilter, QueryInput } from '@rastro/core'
import * as fc from 'fast-check'
import { ObjectId } from 'mongodb'
import { ACCESS, NOW, ZONE, catalog } from './sample-log.ts'

function parse(query: unknown) {
  return parseQuery(query as QueryInput, { access: ACCESS, catalog, now: NOW, zone: ZONE })
}

function filterOf(query: unknown): EventFilter {
  return parse(query).filter
}

function fieldOf(query: unknown): unknown {
  try {
    parse(query)
  } catch (error) {
    const { code, field } = error as { code?: string; field?: string }
    expect(code).toBe('AUDIT_QUERY_INVALID')
    return field
  }
  return 'nothing was refused'
}

describe('the values of a query', () => {
  it('are separated by commas', () => {
    expect(filterOf({ op: 'update, delete', place: 'tickets' })).toEqual({
      tenant: 'acme',
      operations: ['update', 'delete'],
      places: ['tickets'],
    })
  })

  it('hold a comma where it is escaped', () => {
    expect(filterOf({ user: String.raw`Souza\, Ana,back\\slash,c:\dir` }).users).toEqual([
      'Souza, Ana',
      String.raw`back\slash`,
      String.raw`c:\dir`,
    ])
  })

  it('are taken as they are in a list', () => {
    expect(filterOf({ user: ['Souza, Ana', 'Rui'] }).users).toEqual(['Souza, Ana', 'Rui'])
  })

  it('may be numbers, dates and ids of the database in code', () => {
    const id = new ObjectId('65f000000000000000000001')
    expect(filterOf({ tt: 'Ticket', tid: id }).target).toEqual({
      type: 'Ticket',
      id: '65f000000000000000000001',
    })
    expect(filterOf({ tt: 'Ticket', tid: 42 }).target?.id).toBe('42')
    expect(filterOf({ from: NOW }).from).toEqual(NOW)
  })

  it('survive being escaped and split', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1 }).filter((s) => s === s.trim()),
          { minLength: 1 },
        ),
        (values) => {
          expect(splitAtCommas(values.map(escapeCommas).join(','))).toEqual(values)
        },
      ),
    )
  })

  it('keep their commas under keys of one value', () => {
    expect(filterOf({ q: 'paid, late', tt: 'A,B', tid: '1,2' })).toEqual({
      tenant: 'acme',
      text: 'paid, late',
      target: { type: 'A,B', id: '1,2' },
    })
  })

  it('take undefined for a key that was not given', () => {
    expect(filterOf({ op: undefined })).toEqual({ tenant: 'acme' })
  })

  it('reach the filter of their key and no other', () => {
    expect(
      filterOf({
        type: 'tickets.updated',
        cat: 'records',
        ut: 'agent,app:Zap',
        user: 'a',
        agent: 'b',
        client: 'c',
        ip: '2001:DB8:0::1,::ffff:192.0.2.7',
        group: 'g',
        sev: 'critical',
        res: 'denied',
      }),
    ).toEqual({
      tenant: 'acme',
      types: ['tickets.updated'],
      categories: ['records'],
      actorTypes: ['agent', 'app:Zap'],
      users: ['a'],
      agents: ['b'],
      clients: ['c'],
      ips: ['2001:db8::1', '192.0.2.7'],
      group: 'g',
      severities: ['critical'],
      outcomes: ['denied'],
    })
  })
})

describe('a wrong query', () => {
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['an operator object', { user: { $ne: 'x' } }, 'user'],
    ['an operator inside a list', { user: ['a', { $gt: '' }] }, 'user'],
    ['an object that claims to be an id', { tt: 'T', tid: { _bsontype: 'ObjectId' } }, 'tid'],
    ['null', { op: null }, 'op'],
    ['a boolean', { op: true }, 'op'],
    ['NaN', { tt: 'T', tid: Number.NaN }, 'tid'],
    ['an empty value', { user: '' }, 'user'],
    ['an empty value between commas', { user: 'a,,b' }, 'user'],
    ['an empty list', { user: [] }, 'user'],
    ['a NUL character', { user: 'a\0b' }, 'user'],
    ['a value that is too long', { user: 'x'.repeat(513) }, 'user'],
    ['too many values', { user: Array.from({ length: 101 }, String) }, 'user'],
    ['too many values with commas', { user: 'a,'.repeat(100) + 'a' }, 'user'],
    ['megabytes of one value', { user: 'x,'.repeat(5_000_000) }, 'user'],
    ['two values of a key that takes one', { tt: ['a', 'b'] }, 'tt'],
    ['an id without a type', { tid: '1' }, 'tid'],
    ['an unknown period', { p: '3d' }, 'p'],
    ['a period beside a day', { p: '7d', from: '2026-01-01' }, 'p'],
    ['a day that does not exist', { from: '2026-02-30' }, 'from'],
    ['a day in another spelling', { from: '31/03/2026' }, 'from'],
    ['an instant without offset', { to: '2026-03-31T12:00:00' }, 'to'],
    ['an hour that does not exist', { to: '2026-03-31T25:00:00Z' }, 'to'],
    ['an end before its beginning', { from: '2026-03-02', to: '2026-03-01' }, 'to'],
    ['an address that is none', { ip: '999.0.0.1' }, 'ip'],
    ['an unknown order', { order: 'random' }, 'order'],
    ['an unknown key', { usr: 'x' }, 'usr'],
    ['a key with an operator', { 'actor[$ne]': 'x' }, 'actor[$ne]'],
    ['a prototype', JSON.parse('{"__proto__":{"op":"x"}}'), '__proto__'],
    ['a constructor', { constructor: 'x' }, 'constructor'],
  ]
  for (const [name, query, field] of refused) {
    it(`is refused with its key: ${name}`, () => {
      expect(fieldOf(query)).toBe(field)
    })
  }

  it('holds at most 8 KB in all', () => {
    const value = 'x'.repeat(500)
    const some = { user: Array(8).fill(value), agent: Array(8).fill(value) }
    expect(filterOf(some).users).toHaveLength(1)
    expect(fieldOf({ ...some, client: value })).toBe('client')
  })

  it('names the nearest key', () => {
    expect(() => parse({ usr: 'x' })).toThrow("did you mean 'user'?")
  })

  it('does not repeat a hostile key', () => {
    expect(() => parse({ ['<script>'.repeat(50)]: 'x' })).toThrow(/^(?!.*<)/)
  })

  for (const query of ['op=update', ['op'], 7, null, undefined]) {
    it(`is refused as a whole where it is no object: ${JSON.stringify(query)}`, () => {
      expect(() => parse(query)).toThrow(expect.objectContaining({ code: 'AUDIT_QUERY_INVALID' }))
    })
  }

  it('never becomes anything but text, whatever comes', () => {
    const key = fc.constantFrom(...QUERY_KEYS)
    fc.assert(
      fc.property(fc.dictionary(key, fc.anything()), (query) => {
        try {
          const text = JSON.stringify(filterOf(query))
          expect(text).not.toContain('{"$')
        } catch (error) {
          expect(error).toMatchObject({ code: 'AUDIT_QUERY_INVALID' })
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the time of a query', () => {
  it("is whole days of the audit's zone, the last one included", () => {
    const { from, before } = filterOf({ from: '2026-03-30', to: '2026-03-31' })
    expect(from?.toISOString()).toBe('2026-03-30T03:00:00.000Z')
    expect(before?.toISOString()).toBe('2026-04-01T03:00:00.000Z')
  })

  it('is one single day where both are the same', () => {
    const { from, before } = filterOf({ from: '2018-11-04', to: '2018-11-04' })
    // 23 hours: the clocks went forward at midnight.
    expect(from?.toISOString()).toBe('2018-11-04T03:00:00.000Z')
    expect(before?.toISOString()).toBe('2018-11-05T02:00:00.000Z')
  })

  it('includes the last millisecond of an instant', () => {
    const { from, before } = filterOf({
      from: '2026-03-31T12:00:00.25-03:00',
      to: '2026-03-31T15:00:00.25Z',
    })
    expect(from?.toISOString()).toBe('2026-03-31T15:00:00.250Z')
    expect(before?.toISOString()).toBe('2026-03-31T15:00:00.251Z')
  })

  it('takes a plus sign that arrived as a space', () => {
    expect(filterOf({ from: '2026-03-31T12:00:00 02:00' }).from?.toISOString()).toBe(
      '2026-03-31T10:00:00.000Z',
    )
  })

  const periods = [
    ['24h', '2026-03-30T12:00:00.000Z'],
    ['7d', '2026-03-24T12:00:00.000Z'],
    ['30d', '2026-03-01T12:00:00.000Z'],
    ['month', '2026-03-01T03:00:00.000Z'],
  ] as const
  for (const [p, from] of periods) {
    it(`counts ${p} back from now, without an end`, () => {
      expect(filterOf({ p })).toEqual({ tenant: 'acme', from: new Date(from) })
    })
  }
})

describe('who asks', () => {
  it('decides tenant and scope, whatever the query says', () => {
    const access = { tenant: 'acme', scope: { target: { type: 'Ticket', id: '1' } } }
    const { filter } = parseQuery({ tt: 'Client' }, { access, catalog, now: NOW, zone: ZONE })
    expect(filter).toEqual({ ...access, target: { type: 'Client' } })
    expect(fieldOf({ tenant: 'other' })).toBe('tenant')
    expect(fieldOf({ scope: 'x' })).toBe('scope')
  })
})

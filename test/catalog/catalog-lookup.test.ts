import { describe, expect, it } from '@jest/globals'
import { createCatalog } from '@rastro/core'
import type { CatalogDefinition } from '@rastro/core'
import { Long, ObjectId } from 'mongodb'

const shop: CatalogDefinition = {
  name: 'shop',
  places: { orders: { label: { en: 'Orders', es: 'Pedidos' }, operations: ['create', 'export'] } },
  types: {
    'orders.exported': {
      place: 'orders',
      operation: 'export',
      label: { en: 'Orders exported' },
      details: {
        count: 'number',
        format: 'string?',
        filters: 'strings?',
        since: 'date?',
        by: 'any?',
      },
    },
  },
}

describe('a catalog', () => {
  it('has the places of the suite itself, which nobody can switch off unseen', () => {
    const catalog = createCatalog([])
    expect(catalog.place('audit.configuration').mandatory).toBe(true)
    expect(catalog.place('audit.log').mandatory).toBe(true)
    expect(catalog.place('sessions').onByDefault).toBe(true)
  })

  it('suggests the right spelling of a place', () => {
    expect(() => createCatalog([shop]).place('ordres')).toThrow(
      expect.objectContaining({
        code: 'AUDIT_PLACE_UNKNOWN',
        message: "no place is called 'ordres': did you mean 'orders'?",
      }),
    )
  })

  it('suggests the right spelling of an event type', () => {
    expect(() => createCatalog([shop]).type('orders.exportd')).toThrow(
      expect.objectContaining({
        code: 'AUDIT_EVENT_TYPE_UNKNOWN',
        message: "no event type is called 'orders.exportd': did you mean 'orders.exported'?",
      }),
    )
  })

  it('lists what a place has where the event type is like none of them', () => {
    const catalog = createCatalog([])
    catalog.declarePlace('invoices', { operations: ['create'] })
    expect(() => catalog.type('invoices.transmogrified')).toThrow(
      'its place has: invoices.bulk-deleted, invoices.cascade-deleted, invoices.created, ' +
        'invoices.deleted, invoices.exported, invoices.restored, invoices.updated',
    )
  })

  it('says that no audited model has the place of an unknown event type', () => {
    expect(() => createCatalog([]).type('parcels.exported')).toThrow(
      "no catalog names it, and no audited model has the place 'parcels'",
    )
  })
})

describe('H11: the place of a plugged model that no catalog names', () => {
  it('exists with its event types, and is no catalog place', () => {
    const catalog = createCatalog([])
    catalog.declarePlace('orderItems', { operations: ['create', 'update'] })
    expect(catalog.isCatalogPlace('orderItems')).toBe(false)
    expect(catalog.place('orderItems').label.en).toBe('Order items')
    expect(catalog.type('orderItems.created').operation).toBe('create')
    expect(catalog.type('orderItems.cascade-deleted').operation).toBe('bulk-delete')
    expect(catalog.type('orderItems.exported').category).toBe('exports')
  })

  it('may be declared twice, and keeps the operations of both', () => {
    const catalog = createCatalog([])
    catalog.declarePlace('orders', { operations: ['create'] })
    catalog.declarePlace('orders', { operations: ['create', 'delete'] })
    expect(catalog.place('orders').operations).toEqual(['create', 'delete'])
  })

  it('calls its trash by the name of the place it belongs to', () => {
    const catalog = createCatalog([shop])
    catalog.declarePlace('trash.orders', { operations: ['delete', 'restore'] })
    expect(catalog.place('trash.orders').label).toEqual({
      en: 'Trash › Orders',
      'pt-BR': 'Lixeira › Orders',
      'pt-PT': 'Lixo › Orders',
      ca: 'Paperera › Orders',
      es: 'Papelera › Pedidos',
    })
  })

  it('leaves a catalog place and its types as the catalog has them', () => {
    const catalog = createCatalog([shop])
    catalog.declarePlace('orders', { operations: ['create', 'update', 'export'] })
    expect(catalog.place('orders').operations).toEqual(['create', 'export'])
    expect(catalog.type('orders.exported').label.en).toBe('Orders exported')
    expect(catalog.type('orders.updated').operation).toBe('update')
  })

  it('adds to the sessions of the suite when a model happens to be called Session', () => {
    const catalog = createCatalog([])
    catalog.declarePlace('sessions', { operations: ['create', 'delete'] })
    expect(catalog.place('sessions').operations).toEqual([
      'login',
      'login-failed',
      'logout',
      'block',
      'create',
      'delete',
    ])
  })

  it("cannot be one of the audit trail's own places", () => {
    expect(() => createCatalog([]).declarePlace('audit.log', { operations: ['create'] })).toThrow(
      expect.objectContaining({ code: 'AUDIT_PLACE_CONFLICT' }),
    )
  })

  it('does not change another audit that has the same catalogs', () => {
    createCatalog([shop]).declarePlace('invoices', { operations: ['create'] })
    expect(createCatalog([shop]).places.has('invoices')).toBe(false)
  })
})

describe('details of an event', () => {
  const catalog = createCatalog([shop])
  const check = (details?: Readonly<Record<string, unknown>>): void =>
    catalog.checkDetails('orders.exported', details)

  it('pass in the shape that the catalog gives, BSON numbers included', () => {
    expect(() => check({ count: 3, filters: ['#vip'], since: new Date(0), by: null })).not.toThrow()
    expect(() => check({ count: Long.fromNumber(3), format: undefined })).not.toThrow()
  })

  const wrong: readonly (readonly [
    string,
    Readonly<Record<string, unknown>> | undefined,
    string,
  ])[] = [
    ['are missing', undefined, "detail 'count' of 'orders.exported' is missing"],
    ['lack one', { format: 'csv' }, "detail 'count' of 'orders.exported' is missing"],
    [
      'misspell one',
      { coutn: 3 },
      "'coutn' of 'orders.exported' is unknown: did you mean 'count'?",
    ],
    ['have a text for a number', { count: 'secret-7' }, 'must be a finite number, got a string'],
    ['have no number at all', { count: NaN }, 'must be a finite number, got a number'],
    [
      'have an id for a number',
      { count: new ObjectId() },
      'must be a finite number, got an object',
    ],
    ['have a mixed list', { count: 1, filters: ['a', 7] }, 'must be an array of strings'],
    ['have an invalid date', { count: 1, since: new Date(NaN) }, 'must be a valid Date'],
  ]
  for (const [problem, details, message] of wrong) {
    it(`are refused when they ${problem}, naming the key`, () => {
      expect(() => check(details)).toThrow(message)
    })
  }

  it('never quote a value in an error', () => {
    expect(() => check({ count: 'secret-7' })).toThrow(
      expect.objectContaining({
        code: 'AUDIT_DETAILS_INVALID',
        field: 'details.count',
        message: expect.not.stringContaining('secret-7'),
      }),
    )
  })

  it('may be anything where the catalog gives no shape', () => {
    expect(() => catalog.checkDetails('audit.log.listed', { whatever: 1 })).not.toThrow()
  })
})

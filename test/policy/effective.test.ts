import { describe, expect, it } from '@jest/globals'
import {
  codeSettings,
  createCatalog,
  isOperationRecorded,
  placeState,
  placeStates,
  placesLine,
} from '@rastro/core'
import type { CodePlaces, PlaceSetting, PolicyInputs, PolicyVersion } from '@rastro/core'
import { shop } from './service.js'

function inputs(
  places: CodePlaces = {},
  saved?: Readonly<Record<string, PlaceSetting>>,
): PolicyInputs {
  const catalog = createCatalog([shop])
  catalog.declarePlace('parcels', { operations: ['create', 'update'] })
  const version: PolicyVersion | undefined =
    saved === undefined
      ? undefined
      : {
          tenant: 'default',
          version: 1,
          places: saved,
          clientMode: 'full',
          showLastValue: true,
          changedAt: new Date('2026-03-31T12:00:00Z'),
        }
  return { catalog, code: codeSettings(places, catalog), version }
}

describe('H11: what is recorded before anybody has switched anything', () => {
  it('a place of a catalog is off', () => {
    expect(placeState('orders', inputs())).toEqual({
      place: 'orders',
      on: false,
      mandatory: false,
      operations: { create: false, update: false, export: false },
      by: 'catalog',
    })
  })

  it('a plugged model that no catalog names is on', () => {
    expect(placeState('parcels', inputs())).toMatchObject({ on: true, by: 'model' })
  })

  it('a place that the code switches is as the code says', () => {
    expect(placeState('orders', inputs({ orders: true }))).toMatchObject({ on: true, by: 'code' })
    expect(placeState('parcels', inputs({ parcels: false }))).toMatchObject({
      on: false,
      by: 'code',
    })
  })

  it('a place that the code switches for some operations has the others off', () => {
    const given = inputs({ orders: { operations: ['export'] } })
    expect(placeState('orders', given)).toMatchObject({
      on: true,
      operations: { create: false, update: false, export: true },
    })
  })

  it("the suite's own places are on, since only a line of code makes their events", () => {
    expect(isOperationRecorded('sessions', 'login', inputs())).toBe(true)
    expect(isOperationRecorded('audit.log', 'view', inputs())).toBe(true)
  })
})

describe('H1: a mandatory place', () => {
  it('is on whatever a saved version says', () => {
    const given = inputs({}, { staff: { on: false } })
    expect(isOperationRecorded('staff', 'delete', given)).toBe(true)
    expect(placeState('staff', given)).toMatchObject({ on: true, mandatory: true, by: 'catalog' })
  })
})

describe('what an administrator decided', () => {
  it('counts more than the code', () => {
    const given = inputs({ orders: true }, { orders: { on: false } })
    expect(placeState('orders', given)).toMatchObject({ on: false, by: 'administrator' })
  })

  it('switches off a plugged model too', () => {
    expect(isOperationRecorded('parcels', 'update', inputs({}, { parcels: { on: false } }))).toBe(
      false,
    )
  })

  it('is told operation by operation, the others following the switch', () => {
    const given = inputs({}, { orders: { on: true, operations: { export: false } } })
    expect(isOperationRecorded('orders', 'update', given)).toBe(true)
    expect(isOperationRecorded('orders', 'export', given)).toBe(false)
  })

  it('says nothing about a place that it does not name, even one called constructor', () => {
    const given = inputs({}, {})
    expect(isOperationRecorded('constructor', 'create', given)).toBe(true)
    expect(isOperationRecorded('orders', 'create', given)).toBe(false)
  })
})

describe('an operation that a place does not list', () => {
  it('is not recorded in a catalog place, which means what it lists', () => {
    expect(isOperationRecorded('orders', 'delete', inputs({ orders: true }))).toBe(false)
    expect(isOperationRecorded('staff', 'create', inputs())).toBe(false)
  })

  it('follows the switch in the place of a model, or of nobody', () => {
    expect(isOperationRecorded('parcels', 'archive', inputs())).toBe(true)
    expect(isOperationRecorded('parcels', 'archive', inputs({ parcels: false }))).toBe(false)
    expect(isOperationRecorded('undeclared', 'create', inputs())).toBe(true)
  })
})

describe('createAudit({ places })', () => {
  const refused: readonly (readonly [unknown, string, string])[] = [
    [{ order: true }, 'AUDIT_PLACE_UNKNOWN', "did you mean 'orders'?"],
    [{ staff: false }, 'AUDIT_PLACE_MANDATORY', 'places.staff'],
    [{ staff: { operations: ['update'] } }, 'AUDIT_PLACE_MANDATORY', 'places.staff'],
    [{ orders: { operations: ['exprot'] } }, 'AUDIT_OPTION_INVALID', "did you mean 'export'?"],
    [{ later: { operations: ['exprot'] } }, 'AUDIT_OPTION_INVALID', "did you mean 'export'?"],
    [{ orders: { operatons: [] } }, 'AUDIT_OPTION_UNKNOWN', "did you mean 'operations'?"],
    [{ orders: { operations: 'export' } }, 'AUDIT_OPTION_INVALID', 'got a string'],
    [{ orders: 'on' }, 'AUDIT_OPTION_INVALID', 'got a string'],
    [['orders'], 'AUDIT_OPTION_INVALID', 'got an array'],
    [null, 'AUDIT_OPTION_INVALID', 'got null'],
  ]
  for (const [places, code, message] of refused) {
    it(`refuses ${JSON.stringify(places)}`, () => {
      expect(() => inputs(places as CodePlaces)).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(message) }),
      )
    })
  }

  it('takes a mandatory place that is switched on, which changes nothing', () => {
    const places = { staff: { operations: ['update', 'delete'] } }
    expect(placeState('staff', inputs(places))).toMatchObject({ on: true, by: 'catalog' })
  })
})

describe('H11: the line that start-up logs', () => {
  it('names the places that are on, off and mandatory, and those that are on in part', () => {
    const given = inputs({ orders: { operations: ['export'] } })
    expect(placesLine(placeStates(given))).toBe(
      'places on: sessions, orders (export only), parcels; off: refunds; ' +
        'mandatory: audit.configuration, audit.log, audit.integrity, audit.privacy, audit.requests, ' +
        'audit.people, staff',
    )
  })

  it('names the places of the code that nobody has brought', () => {
    expect(placesLine([], ['invoices'])).toBe(
      'places on: none; off: none; mandatory: none; named in code but not there yet: invoices',
    )
  })
})

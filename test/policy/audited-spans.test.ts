import { describe, expect, it } from '@jest/globals'
import { auditedSpans, codeSettings, createCatalog } from '@rastro/core'
import type { AuditedSpan, CodePlaces, PlaceSetting, PolicyVersion } from '@rastro/core'
import { shop } from './service.js'

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n))

interface Past {
  readonly place: string
  readonly places?: CodePlaces
  readonly knownSince: Date
  readonly versions?: readonly (readonly [Date, Readonly<Record<string, PlaceSetting>>])[]
}

function spans({ place, places = {}, knownSince, versions = [] }: Past): readonly AuditedSpan[] {
  const catalog = createCatalog([shop])
  catalog.declarePlace('parcels', { operations: ['create', 'update'] })
  const saved = versions.map(([changedAt, settings], index): PolicyVersion => ({
    tenant: 'default',
    version: index + 1,
    places: settings,
    clientMode: 'full',
    showLastValue: true,
    changedAt,
  }))
  const inputs = { catalog, code: codeSettings(places, catalog) }
  return auditedSpans(place, { inputs, versions: saved, knownSince })
}

const on = { on: true }
const off = { on: false }

describe('H8: since when a place is audited, and when it was off', () => {
  it('is never, for a place that was never switched on', () => {
    expect(spans({ place: 'orders', knownSince: day(10) })).toEqual([])
  })

  it('is since the administrator switched it on', () => {
    const versions = [[day(5), { orders: on }]] as const
    expect(spans({ place: 'orders', knownSince: day(10), versions })).toEqual([{ from: day(5) }])
  })

  it('tells the days that it was off', () => {
    const versions = [
      [day(1), { orders: on }],
      [day(3), { orders: off }],
      [day(7), { orders: { on: false, operations: { export: true } } }],
    ] as const
    expect(spans({ place: 'orders', knownSince: day(10), versions })).toEqual([
      { from: day(1), to: day(3) },
      { from: day(7) },
    ])
  })

  it('is one span through versions that changed something else', () => {
    const versions = [
      [day(1), { orders: on }],
      [day(3), { orders: on, refunds: on }],
      [day(4), { orders: { on: true, operations: { export: false } }, refunds: on }],
    ] as const
    expect(spans({ place: 'orders', knownSince: day(10), versions })).toEqual([{ from: day(1) }])
  })

  it('starts, for a default, with the first sign of it and not with an older version', () => {
    const versions = [[day(1), { orders: on }]] as const
    expect(spans({ place: 'parcels', knownSince: day(10), versions })).toEqual([{ from: day(10) }])
    expect(spans({ place: 'staff', knownSince: day(10), versions })).toEqual([{ from: day(10) }])
  })

  it('ends, for a model that was on by itself, when it was switched off', () => {
    const versions = [[day(12), { parcels: off }]] as const
    expect(spans({ place: 'parcels', knownSince: day(10), versions })).toEqual([
      { from: day(10), to: day(12) },
    ])
  })

  it('claims nothing for the time before the first sign', () => {
    // Switched off before this process, or the place's oldest event, knew it to be on.
    const versions = [[day(3), { parcels: off }]] as const
    expect(spans({ place: 'parcels', knownSince: day(10), versions })).toEqual([])
  })

  it('follows the code where the code switched it on', () => {
    const past = { place: 'orders', places: { orders: true }, knownSince: day(2) }
    expect(spans({ ...past, versions: [[day(4), { orders: off }]] })).toEqual([
      { from: day(2), to: day(4) },
    ])
  })

  it('survives a clock that went backwards between two versions', () => {
    const versions = [
      [day(5), { orders: on }],
      [day(4), { orders: off }],
      [day(6), { orders: on }],
    ] as const
    expect(spans({ place: 'orders', knownSince: day(1), versions })).toEqual([{ from: day(6) }])
  })
})

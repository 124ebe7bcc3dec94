import { describe, expect, it } from '@jest/globals'
import {
  actorTypeValue,
  createIdSource,
  filterKey,
  matchesActorType,
  sealEvent,
} from '@rastro/core'
import { sample } from './sample.ts'

const parts = {
  place: 'clients',
  operation: 'update',
  actorType: 'agent',
  outcome: 'success',
  severity: 'info',
} as const

describe('filterKey', () => {
  it('is the same in every process and version, because it is stored', () => {
    expect(filterKey(parts)).toBe('utyt_FSbAtM')
  })

  it('tells values apart that would read the same side by side', () => {
    const one = filterKey({ ...parts, place: 'a', operation: 'bc' })
    const other = filterKey({ ...parts, place: 'ab', operation: 'c' })
    expect(one).not.toBe(other)
  })

  for (const part of Object.keys(parts)) {
    it(`depends on ${part}`, () => {
      expect(filterKey({ ...parts, [part]: 'else' })).not.toBe(filterKey(parts))
    })
  }
})

describe('an actor’s type as a filter value', () => {
  it('is of its own for each named app', () => {
    expect(actorTypeValue({ type: 'app', name: 'Importer' })).toBe('app:Importer')
    expect(actorTypeValue({ type: 'app' })).toBe('app')
    expect(actorTypeValue({ type: 'agent', name: 'Ana Prado' })).toBe('agent')
  })

  it('answers to its own name, and each app to `app`', () => {
    expect(matchesActorType('app:Importer', 'app')).toBe(true)
    expect(matchesActorType('app:Importer', 'app:Importer')).toBe(true)
    expect(matchesActorType('app:Importer', 'app:Exporter')).toBe(false)
    expect(matchesActorType('app', 'app:Importer')).toBe(false)
    expect(matchesActorType('application', 'app')).toBe(false)
  })
})

describe('createIdSource', () => {
  it('makes ULIDs that sort as they were made, within a millisecond and when the clock goes back', () => {
    const instants = [5_000, 5_000, 5_000, 4_000, 6_000]
    let asked = 0
    const nextId = createIdSource({ now: () => new Date(instants[asked++] ?? 0) })
    const ids = instants.map(() => nextId())
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(5)
    for (const id of ids) expect(id).toMatch(/^[0-9A-Z]{26}$/)
  })
})

describe('sealEvent', () => {
  it('adds what stands outside the event, and leaves the event itself alone', () => {
    const { e } = sample()
    const now = new Date('2026-03-10T12:00:05.000Z')
    expect(sealEvent(e, { id: 'id-1', now })).toEqual({
      _id: 'id-1',
      e,
      recordedAt: now,
      fk: filterKey({ ...parts, place: 'tickets' }),
    })
  })
})

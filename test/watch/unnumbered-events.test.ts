/** Events that are stored and have no number yet: whose changes are they? */
import { describe, expect, it } from '@jest/globals'
import { matchChanges } from '@rastro/core'
import type { KnownEvent, SeenChange } from '@rastro/core'

const time = (i: number) => ({ _bsontype: 'Timestamp', t: 1_000, i }) as const

/** A commit of the one record, at this time. */
function committed(i: number): SeenChange {
  return { key: 'k', id: 'k', at: time(i), kind: 'update', isTransactional: true }
}

/** An event made by a statement at this time. */
function stated(i: number, visible?: number): KnownEvent {
  return {
    id: `event at ${i}`,
    key: 'k',
    at: time(i),
    operation: 'update',
    isOutOfBand: false,
    ...(visible === undefined ? {} : { visibleAt: time(visible) }),
  }
}

const FINAL = { isFinal: true }

describe('an event of a transaction that has no number when nothing more is waited for', () => {
  it('stands for its change though its statement is told an older time than the commit before', () => {
    const changes = [committed(12), committed(14)]
    // The second statement ran after 12; a majority had come to 11 only.
    const found = matchChanges(changes, [stated(10), stated(11)], FINAL)
    expect(found).toEqual(['audited', 'audited'])
  })

  it('stands for its change where that older time is, by chance, the commit before', () => {
    const changes = [committed(12), committed(14)]
    const found = matchChanges(changes, [stated(10), stated(12)], FINAL)
    expect(found).toEqual(['audited', 'audited'])
  })

  it('stands for one change, so that a change too many is found', () => {
    const changes = [committed(12), committed(14), committed(16)]
    const found = matchChanges(changes, [stated(10), stated(13)], FINAL)
    expect(found.filter((one) => one === 'missing')).toHaveLength(1)
  })

  it('stands for no change that was there before it', () => {
    expect(matchChanges([committed(12)], [stated(13)], FINAL)).toEqual(['missing'])
  })

  it('is waited for as long as it may get a number', () => {
    const found = matchChanges([committed(12)], [stated(10)], { isFinal: false })
    expect(found).toEqual(['missing'])
  })
})

it('an event with a number stands for the change that its commit made, and for no other', () => {
  const changes = [committed(12), committed(14)]
  const found = matchChanges(changes, [stated(10, 12)], FINAL)
  expect(found).toEqual(['audited', 'missing'])
})

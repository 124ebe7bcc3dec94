import { describe, expect, it } from '@jest/globals'
import { dayAt, dayStart, firstOfMonth, isTimeZone, nextDay, tryParseDay } from '@rastro/core'
import type { CalendarDay } from '@rastro/core'
import * as fc from 'fast-check'

// None of the zones under test: the machine's own must make no difference.
process.env.TZ = 'Asia/Kathmandu'

function day(text: string): CalendarDay {
  const parsed = tryParseDay(text)
  if (parsed === undefined) throw new Error(`no such day: ${text}`)
  return parsed
}

function start(text: string, zone: string): string {
  return dayStart(day(text), zone).toISOString()
}

describe('dayStart', () => {
  const starts: readonly (readonly [string, string, string])[] = [
    ['an ordinary day', '2026-03-31 America/Sao_Paulo', '2026-03-31T03:00:00.000Z'],
    ['a winter day in Lisbon', '2026-01-15 Europe/Lisbon', '2026-01-15T00:00:00.000Z'],
    ['a summer day in Lisbon', '2026-07-15 Europe/Lisbon', '2026-07-14T23:00:00.000Z'],
    [
      'the day Lisbon moves its clocks forward',
      '2026-03-29 Europe/Lisbon',
      '2026-03-29T00:00:00.000Z',
    ],
    ['the day after it', '2026-03-30 Europe/Lisbon', '2026-03-29T23:00:00.000Z'],
    ['the day Lisbon moves them back', '2026-10-25 Europe/Lisbon', '2026-10-24T23:00:00.000Z'],
    ['the day after that', '2026-10-26 Europe/Lisbon', '2026-10-26T00:00:00.000Z'],
    // São Paulo moved its clocks at midnight until 2019.
    [
      'a day whose midnight was skipped',
      '2018-11-04 America/Sao_Paulo',
      '2018-11-04T03:00:00.000Z',
    ],
    ['the day before it', '2018-11-03 America/Sao_Paulo', '2018-11-03T03:00:00.000Z'],
    ['the day after it', '2018-11-05 America/Sao_Paulo', '2018-11-05T02:00:00.000Z'],
    ['a day of 25 hours', '2019-02-16 America/Sao_Paulo', '2019-02-16T02:00:00.000Z'],
    ['the day after one of 25 hours', '2019-02-17 America/Sao_Paulo', '2019-02-17T03:00:00.000Z'],
    // Havana puts 01:00 back to 00:00: midnight comes twice.
    ['a day whose midnight comes twice', '2026-11-01 America/Havana', '2026-11-01T04:00:00.000Z'],
    // Samoa had no such day: it crossed the date line.
    ['a day that was left out', '2011-12-30 Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['the day after one that was left out', '2011-12-31 Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['half an hour off', '2026-03-31 Asia/Kolkata', '2026-03-30T18:30:00.000Z'],
    ['far east', '2026-03-31 Pacific/Kiritimati', '2026-03-30T10:00:00.000Z'],
    ['far west', '2026-03-31 Pacific/Pago_Pago', '2026-03-31T11:00:00.000Z'],
    ['the first day there is', '0001-01-01 UTC', '0001-01-01T00:00:00.000Z'],
    ['the last one', '9999-12-31 UTC', '9999-12-31T00:00:00.000Z'],
  ]
  for (const [name, given, expected] of starts) {
    it(`finds the first instant of ${name}`, () => {
      const [text = '', zone = ''] = given.split(' ')
      expect(start(text, zone)).toBe(expected)
    })
  }

  const zones = ['America/Sao_Paulo', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe']
  it('puts every instant into exactly one day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('1975-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (zone, instant) => {
          const today = dayAt(instant, zone)
          expect(dayStart(today, zone).getTime()).toBeLessThanOrEqual(instant.getTime())
          expect(dayStart(nextDay(today), zone).getTime()).toBeGreaterThan(instant.getTime())
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('tryParseDay', () => {
  for (const text of [
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '26-1-1',
    '2026-01-01T',
    ' 2026-01-01',
  ]) {
    it(`does not take '${text}' for a day`, () => {
      expect(tryParseDay(text)).toBeUndefined()
    })
  }

  it('knows leap years', () => {
    expect(tryParseDay('2024-02-29')).toEqual({ year: 2024, month: 2, day: 29 })
  })
})

describe('nextDay and firstOfMonth', () => {
  it('cross the ends of months and years', () => {
    expect(nextDay(day('2026-12-31'))).toEqual({ year: 2027, month: 1, day: 1 })
    expect(nextDay(day('2024-02-28'))).toEqual({ year: 2024, month: 2, day: 29 })
    expect(firstOfMonth(day('2026-03-31'))).toEqual({ year: 2026, month: 3, day: 1 })
  })
})

describe('isTimeZone', () => {
  it('knows zones and refuses anything else', () => {
    expect(isTimeZone('Europe/Lisbon')).toBe(true)
    expect(isTimeZone('Europe/Atlantis')).toBe(false)
    expect(isTimeZone('')).toBe(false)
  })
})

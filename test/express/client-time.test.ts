import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { ClientTime } from '@rastro/core'
import { createAskedApp } from './asked-app.ts'

process.env['TZ'] = 'Europe/Paris' // A zone that is not UTC: reading local time would show.

const clock = { now: () => new Date('2026-01-17T17:32:18Z') }

async function clientTimeOf(time: string, zone?: string): Promise<ClientTime | undefined> {
  const asked = createAskedApp({ clock })
  const call = request(asked.app).get('/').set('X-Audit-Client-Time', time)
  if (zone !== undefined) call.set('X-Audit-Client-Zone', zone)
  await call.expect(200)
  return asked.last().clientTime
}

describe('D3: the time at the user’s place', () => {
  it('keeps its difference from UTC', async () => {
    expect(await clientTimeOf('2026-01-17T14:32:18-03:00')).toEqual({
      at: new Date('2026-01-17T17:32:18.000Z'),
      offsetMinutes: -180,
    })
  })

  it('keeps half hours, fractions of a second and small letters', async () => {
    expect(await clientTimeOf('2026-01-17t23:02:18.25+05:30')).toEqual({
      at: new Date('2026-01-17T17:32:18.250Z'),
      offsetMinutes: 330,
    })
  })

  it('may be UTC', async () => {
    expect(await clientTimeOf('2026-01-17T17:32:18Z')).toEqual({
      at: new Date('2026-01-17T17:32:18.000Z'),
      offsetMinutes: 0,
    })
  })

  it('has a zone where its clocks show that difference', async () => {
    const time = await clientTimeOf('2026-01-17T14:32:18-03:00', 'America/Sao_Paulo')
    expect(time).toHaveProperty('zone', 'America/Sao_Paulo')
  })

  for (const zone of ['Europe/Lisbon', 'Mars/Olympus', '-03:00', '__proto__', 'x'.repeat(10_000)]) {
    it(`loses a zone that contradicts it or is none (${zone.slice(0, 14)})`, async () => {
      const time = await clientTimeOf('2026-01-17T14:32:18-03:00', zone)
      expect(time).toEqual({ at: new Date('2026-01-17T17:32:18.000Z'), offsetMinutes: -180 })
    })
  }

  const untrue = [
    '2026-01-17T14:32:18', // No difference from UTC: whose clock?
    '2026-01-16T17:32:17Z', // A second more than a day behind the server.
    '2026-01-18T17:32:19Z',
    '2026-01-17T24:00:00Z',
    '2026-02-30T14:32:18-03:00',
    '2026-01-17T14:32:60-03:00',
    '2026-01-17T14:32:18-13:00',
    '2026-01-17T14:32:18+14:01',
    '2026-01-17T14:32:18+03:60',
    '1768671138000',
    'Sat, 17 Jan 2026 17:32:18 GMT',
    `2026-01-17T17:32:18.${'0'.repeat(10_000)}Z`,
  ]
  for (const time of untrue) {
    it(`is left out where it cannot be true (${time.slice(0, 32)})`, async () => {
      expect(await clientTimeOf(time)).toBeUndefined()
    })
  }

  it('does not take the last day of February for the second of March', async () => {
    const leap = { now: () => new Date('2028-02-29T12:00:00Z') }
    const asked = createAskedApp({ clock: leap })
    await request(asked.app).get('/').set('X-Audit-Client-Time', '2028-02-29T12:00:00Z').expect(200)
    expect(asked.last().clientTime?.at).toEqual(new Date('2028-02-29T12:00:00Z'))
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAudit } from 'rastro'
import type { Audit, MeterLike } from 'rastro'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { newFolder, removeFolders } from './spooled-recorder.ts'

let database: TestDatabase
let audit: Audit

beforeAll(async () => {
  database = await openTestDatabase()
  audit = createAudit({
    client: database.client,
    db: database.db,
    spool: { path: newFolder(), maxBytes: 2 * 1024 * 1024 },
    log: { info: () => undefined, warn: () => undefined },
  })
  await audit.record('sessions.login')
  await audit.record('sessions.login', { class: 'telemetry' })
  await audit.flush()
})
afterAll(async () => {
  await audit.close()
  await database.close()
  removeFolders()
})

/** Name, labels and value of every line that is no comment. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

describe('metrics as Prometheus text', () => {
  it('say how many events there were, and where they are', () => {
    const found = samples(audit.metrics())
    expect(found.get('audit_events_stored_total')).toBe(2)
    expect(found.get('audit_events_handed_over_total{class="standard"}')).toBe(1)
    expect(found.get('audit_events_handed_over_total{class="telemetry"}')).toBe(1)
    expect(found.get('audit_health{status="ok"}')).toBe(1)
    expect(found.get('audit_spool_limit_bytes')).toBe(2 * 1024 * 1024)
    expect(found.get('audit_store_lag_seconds')).toBe(0)
  })

  it('have a help and a type for each name, before its samples, and a line end at the end', () => {
    const text = audit.metrics()
    const names = new Set([...samples(text).keys()].map((key) => key.replace(/\{.*/, '')))
    for (const name of names) {
      expect(text).toMatch(
        new RegExp(`# HELP ${name} .+\\.\\n# TYPE ${name} (counter|gauge)\\n${name}`),
      )
    }
    expect(text.endsWith('\n')).toBe(true)
  })
})

describe('metrics for an OpenTelemetry meter', () => {
  it('are the same numbers, asked for when they are wanted', async () => {
    const read = new Map<string, () => [number, Record<string, string> | undefined][]>()
    const instrument = (name: string) => ({
      addCallback(
        callback: (result: {
          observe(value: number, attributes?: Record<string, string>): void
        }) => void,
      ) {
        read.set(name, () => {
          const seen: [number, Record<string, string> | undefined][] = []
          callback({ observe: (value, attributes) => seen.push([value, attributes]) })
          return seen
        })
      },
    })
    const meter: MeterLike = {
      createObservableCounter: instrument,
      createObservableGauge: instrument,
    }
    audit.instrument(meter)
    const before = read.get('audit.events.stored')?.()[0]?.[0]
    await audit.record('sessions.login')
    expect(read.get('audit.events.stored')?.()).toEqual([[Number(before) + 1, {}]])
    expect(read.get('audit.events.handed_over')?.()).toContainEqual([1, { class: 'telemetry' }])
    expect(read.size).toBe(15)
  })

  it('need a meter', () => {
    expect(() => audit.instrument({} as MeterLike)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'meter' }),
    )
  })
})

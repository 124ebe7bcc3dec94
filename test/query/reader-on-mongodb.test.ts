import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createMemoryStore, createReader } from '@rastro/core'
import type { AuditReader } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import * as fc from 'fast-check'
import * as driver from 'mongodb'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { NOW, ZONE, catalog, clusterPosition, readAll, sampleEvent, seconds } from './sample-log.ts'
import type { Sample } from './sample-log.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const clock = { now: () => NOW }
const target = { type: 'Ticket', id: '7' }

type Pages = (reader: AuditReader, page: { limit: number; cursor?: string }) => Promise<Page>

interface Page {
  readonly items: readonly string[]
  readonly next: string | null
}

/** What a reader can be asked that goes over several pages. */
function questions(tenant: string, order: 'newest' | 'oldest'): Readonly<Record<string, Pages>> {
  const access = { tenant }
  return {
    find: async (reader, page) => {
      const { events, next } = await reader.find(access, {}, { ...page, order })
      return { items: events.map(({ id }) => id), next }
    },
    history: async (reader, page) => {
      const { events, next } = await reader.history(access, target, { ...page, order })
      return { items: events.map(({ id }) => id), next }
    },
    findFolded: async (reader, page) => {
      const { entries, next } = await reader.findFolded(access, {}, { ...page, order })
      return { items: entries.map(({ event, folded }) => folded?.id ?? event.id), next }
    },
  }
}

describe('the reader over MongoDB', () => {
  const sample = fc.record({
    second: fc.integer({ min: 0, max: 5 }),
    timed: fc.boolean(),
    group: fc.constantFrom(undefined, undefined, 'a', 'b'),
  })

  it('pages through the same events in the same order as over memory', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { maxLength: 15 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('newest' as const, 'oldest' as const),
        async (samples, limit, order) => {
          run += 1
          const tenant = `tenant-${run}`
          const events = samples.map(({ second, timed, group }, i) => {
            const fields: Sample = {
              tenant,
              target,
              at: seconds(second),
              ...(timed ? { ct: clusterPosition(100 + (i >> 1), i) } : {}),
              ...(group === undefined ? {} : { group: { id: group, index: i } }),
            }
            return sampleEvent(fields)
          })
          const memory = createMemoryStore()
          const mongo = createMongoStore({ database: () => database.db, bson: driver })
          await memory.append(events)
          await mongo.append(events)
          const readers = [memory, mongo].map((store) =>
            createReader({ store, catalog, clock, zone: ZONE }),
          )
          for (const [name, ask] of Object.entries(questions(tenant, order))) {
            const [expected, actual] = await Promise.all(
              readers.map((reader) =>
                readAll((cursor) => ask(reader, { limit, ...(cursor && { cursor }) })),
              ),
            )
            expect({ name, items: actual }).toEqual({ name, items: expected })
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})

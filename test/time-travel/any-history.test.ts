/** Any history of a record: every state of it, every difference, and every way back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { applyChanges } from '@rastro/core'
import * as fc from 'fast-check'
import { MONGOOSES } from '../support/audited-mongoose.ts'
import { freshId, openPastDesk } from './desk.ts'
import type { PastDesk } from './desk.ts'
import { carryOut, operationOf } from './random-history.ts'
import type { Operation } from './random-history.ts'
import { told } from './told-record.ts'

/** A revert leaves the version key as it is. */
function toldBesidesVersion(record: unknown): string {
  if (record === undefined) return told(record)
  const { __v: _, ...rest } = record as Record<string, unknown>
  return told(rest)
}

const RUNS = Number(process.env['AUDIT_TEST_HISTORIES'] ?? 6)

for (const { name, module } of MONGOOSES) {
  describe(`any history on ${name}`, () => {
    let desk: PastDesk
    beforeAll(async () => {
      desk = await openPastDesk(module)
    })
    afterAll(() => desk.close())
    const operation = () => operationOf(desk.mongoose.mongo)

    async function liveThrough(operations: readonly Operation[]) {
      const id = freshId()
      const remembered: { readonly event: string; readonly record: unknown }[] = []
      let known = 0
      for (const one of [{ op: 'create' as const, fields: [] }, ...operations]) {
        await carryOut(desk, id, one)
        const writes = await desk.writes(id)
        const record = await desk.now(id)
        const last = writes.at(-1)
        // Several events of one operation: what was between them, nobody could read.
        if (last !== undefined && writes.length > known) remembered.push({ event: last.id, record })
        known = writes.length
      }
      return { id, remembered }
    }

    it('is told at every event, value by value and type by type', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation(), { minLength: 4, maxLength: 12 }),
          async (operations) => {
            const { id, remembered } = await liveThrough(operations)
            for (const { event, record } of remembered) {
              const state = await desk.audit.stateAt(desk.target(id), event)
              expect(told(state.record)).toBe(told(record))
              expect(state.exists).toBe(record !== undefined)
              expect(state.checkedAgainst).toBe('live')
              expect(state.status).not.toBe('incomplete')
              expect(state.breaks).toEqual([])
            }
          },
        ),
        { numRuns: RUNS },
      )
    })

    it('differs between two instants by what leads from one record to the other', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation(), { minLength: 4, maxLength: 8 }),
          fc.nat(),
          fc.nat(),
          async (operations, a, b) => {
            const { id, remembered } = await liveThrough(operations)
            const [from, to] = [
              remembered[a % remembered.length],
              remembered[b % remembered.length],
            ]
            if (from === undefined || to === undefined) return
            const { changes } = await desk.audit.compare(desk.target(id), from.event, to.event)
            const reached = applyChanges(from.record as never, changes)
            expect(told(reached)).toBe(told(to.record))
          },
        ),
        { numRuns: RUNS },
      )
    })

    it('leads back to every event of it, by one write', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation(), { minLength: 4, maxLength: 8 }),
          fc.nat(),
          async (operations, k) => {
            const { id, remembered } = await liveThrough(operations)
            const to = remembered[k % remembered.length]
            if (to === undefined) return
            const before = (await desk.writes(id)).length
            const result = await desk.audit.revert({ target: desk.target(id), to: to.event })
            expect(toldBesidesVersion(await desk.now(id))).toBe(toldBesidesVersion(to.record))
            expect((await desk.writes(id)).length - before).toBe(
              result.operation === 'none' ? 0 : 1,
            )
          },
        ),
        { numRuns: RUNS },
      )
    })

    it('loses its newest event again, and nothing else', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation(), { minLength: 4, maxLength: 8 }),
          async (operations) => {
            const { id, remembered } = await liveThrough(operations)
            const [before, last] = remembered.slice(-2)
            if (before === undefined || last === undefined) return
            const writes = await desk.writes(id)
            // An operation of several events is not taken back by taking back the last of them.
            if (writes.at(-2)?.id !== before.event) return
            await desk.audit.revert({ event: last.event })
            expect(toldBesidesVersion(await desk.now(id))).toBe(toldBesidesVersion(before.record))
          },
        ),
        { numRuns: RUNS },
      )
    })
  })
}

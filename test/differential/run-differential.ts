/**
 * Generated calls, on a bare and an audited twin: how many, and with which seeds?
 *
 * AUDIT_GENERATED_OPERATIONS sets how many calls each Mongoose runs; AUDIT_GENERATED_SEED runs one
 * list again.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { inspect } from 'node:util'
import { openTwins } from '../support/twins.ts'
import type { Twins } from '../support/twins.ts'
import { findDifference, shorten, wordsOf } from './compare-runs.ts'

const CALLS = Number(process.env['AUDIT_GENERATED_OPERATIONS'] ?? 500)
const CALLS_PER_LIST = 25
const GIVEN = process.env['AUDIT_GENERATED_SEED']
/** Another one every time, beside those that are always the same. */
const FRESH = Math.floor(Math.random() * 1e6)

export function runDifferential(title: string, module: string): void {
  let twins: Twins

  beforeAll(async () => {
    twins = await openTwins(module)
    await twins.audited.models.Thing.create({ _id: 'warm' })
  })
  afterAll(async () => {
    process.stdout.write(`${title}: lists ${listSeeds().length}, the fresh one ${FRESH}\n`)
    await twins.close()
  })

  describe(title, () => {
    it('finishes what it says', () => {
      expect(CALLS).toBeGreaterThanOrEqual(CALLS_PER_LIST)
    })
    for (const seed of listSeeds()) {
      it(`nobody can tell ${CALLS_PER_LIST} generated calls with the suite from those without, list ${seed}`, async () => {
        const seeds = Array.from({ length: CALLS_PER_LIST }, (_, n) => seed * 1_000 + n)
        const difference = await findDifference(twins, seeds)
        if (difference === undefined) return
        const shortest = await shorten(twins, seeds)
        const shown = (await findDifference(twins, shortest)) ?? difference
        throw new Error(
          `run again with AUDIT_GENERATED_SEED=${seed}\n${wordsOf(twins.bare, shortest)}\n` +
            `${shown.what}\n${inspectDifference(shown.bare, shown.audited)}`,
        )
        // A difference that was found has to be made short, which takes longer than any list.
      }, 600_000)
    }
  })
}

function listSeeds(): number[] {
  if (GIVEN !== undefined) return [Number(GIVEN)]
  const lists = Math.ceil(CALLS / CALLS_PER_LIST)
  return Array.from({ length: lists }, (_, n) => (n === lists - 1 ? FRESH : n + 1))
}

function inspectDifference(bare: unknown, audited: unknown): string {
  try {
    expect(audited).toEqual(bare)
    return inspect({ bare, audited }, { depth: 12 })
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * Runs every case on both twins and compares: what the application sees, what is stored, and what
 * the events tell with what the database did.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import * as ownDriver from 'mongodb'
import type { Fields } from '../support/twin-models.ts'
import { judge } from '../support/told-changes.ts'
import { openTwins } from '../support/twins.ts'
import type { Twin, Twins } from '../support/twins.ts'
import { matrixCases } from './cases.ts'
import { startingRecords } from './scene.ts'
import type { BsonValues, Fidelity, MatrixCase } from './scene.ts'
import { runInSession } from '../support/session-kinds.ts'

/** From the best account to the weakest. */
const RANKS: readonly Fidelity[] = ['exact', 'derived', 'net', 'intent']

export function runMatrix(title: string, module: string): void {
  let twins: Twins

  beforeAll(async () => {
    twins = await openTwins(module)
    // The first record of all brings collections and a dictionary with it.
    await twins.audited.models.Thing.create({ _id: 'warm' })
    await twins.audit.flush()
    await reset(twins)
  })
  afterAll(() => twins.close())

  describe(title, () => {
    for (const one of matrixCases()) {
      it(`${one.name}: nobody can tell, and the events tell it (${one.fidelity})`, async () => {
        await reset(twins)
        const [bare, audited] = await Promise.all([
          perform(twins.bare, one),
          perform(twins.audited, one),
        ])
        expect(audited.seen).toEqual(bare.seen)
        expect(audited.stored).toEqual(bare.stored)
        await twins.audit.flush()
        const [happened, told] = [await twins.changes.take(), await twins.events.take()]
        const atCommit = one.session.startsWith('a transaction')
        const verdict = judge(told, happened, { atCommit })
        expect(verdict.faults).toEqual([])
        expect(allowed(one.fidelity)).toContain(verdict.fidelity)
      })
    }
  })
}

// Where nothing may have happened there is nothing to tell; else the account may be better.
function allowed(fidelity: Fidelity): readonly Fidelity[] {
  if (fidelity === 'none') return ['none']
  if (fidelity === 'exact or none') return ['exact', 'none']
  const upTo = RANKS.slice(0, RANKS.indexOf(fidelity) + 1)
  // A call that undoes itself, or that came to nothing, needs no event.
  return fidelity === 'exact' ? upTo : [...upTo, 'none']
}

async function perform(twin: Twin, one: MatrixCase): Promise<{ seen: unknown; stored: unknown }> {
  twin.forget()
  const bson = twin.mongoose.mongo as unknown as BsonValues
  const { outcome, around } = await runInSession(twin, one.session, (session) =>
    one.act({
      ...twin.models,
      twin,
      bson,
      session,
      options: (more: Fields = {}) => (session === undefined ? more : { ...more, session }),
    }),
  )
  const seen = {
    outcome: twin.describe(outcome),
    around: twin.describe(around),
    debug: twin.takeDebug(),
    counts: twin.takeCounts(),
  }
  return { seen, stored: await storedIn(twin) }
}

async function storedIn(twin: Twin): Promise<unknown> {
  const stored = await Promise.all(
    ['things', 'stampeds', 'collateds', 'cappeds'].map((name) =>
      twin.raw.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray(),
    ),
  )
  return twin.describe(stored)
}

// Not waited for until it is on disk: the calls of the case wait for theirs.
const SOON = { writeConcern: { w: 1 } }

const VERSIONED = { _id: 'versioned' as never, title: 'Now', __v: 7, n: 1 }

async function reset({ bare, audited, audit, changes, events }: Twins): Promise<void> {
  await Promise.all(
    [bare, audited].map(async ({ raw }) => {
      // Each driver takes only values of its own classes.
      const records = startingRecords(ownDriver)
      await Promise.all(
        ['things', 'stampeds', 'collateds'].map((name) =>
          raw.collection(name).deleteMany({}, SOON),
        ),
      )
      await raw.collection('things').insertMany(records, SOON)
      await raw.collection('stampeds').insertOne(VERSIONED, SOON)
    }),
  )
  // What a failed case has left behind is not this one's.
  await audit.flush()
  await Promise.all([changes.begin(), events.take()])
}

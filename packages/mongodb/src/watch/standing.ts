/**
 * Where does the watching of a database stand?
 *
 * The lease's note, written in the transaction of everything that follows from a change: whoever
 * takes over goes on after the last change that was settled, and counts on from there.
 */
import type { ClusterInstant, CountedPeriod, WatchStanding, WatchStandings } from '@rastro/core'
import { dateOf } from '@rastro/core'
import type { Document } from 'mongodb'
import { findDocuments } from '../store/reads.ts'
import { readFailed } from '../store/store-errors.ts'
import type { StoreLink } from '../store/store-link.ts'
import type { ChangePosition } from './change-reader.ts'

/** A collection that is watched. */
export interface WatchedNamespace {
  readonly name: string
  /** Changes before this time were made before anybody watched. */
  readonly since: ClusterInstant
}

/** What is left of a comparison of a collection's records with their events. */
export interface Rescan {
  readonly namespace: string
  /** Since when changes may not have been seen. */
  readonly since: Date
}

export interface Standing {
  readonly database: string
  /** Since when anything is watched. */
  readonly since: Date
  readonly namespaces: readonly WatchedNamespace[]
  readonly from: ChangePosition
  /** Every change up to this time was settled. */
  readonly settledAt: ClusterInstant
  readonly period: CountedPeriod
  /** How often events that name no records were taken for changes, the latest last. */
  readonly used: readonly { readonly id: string; readonly n: number }[]
  readonly rescans: readonly Rescan[]
}

const LEASE = 'watch '

/** The name of the lease for one database. */
export function watchLease(what: string): string {
  return `${LEASE}${what}`
}

/** Returns the standing as a lease notes it. */
export function noteOf(standing: Standing): Document {
  return { ...standing }
}

/** Returns the standing of a note. */
export function standingOf(note: Document): Standing {
  return note as unknown as Standing
}

/** Makes the reading of all standings. */
export function createWatchStandings(
  open: () => Promise<StoreLink>,
  leases: string,
): WatchStandings {
  return {
    async read() {
      try {
        const found = await findDocuments(await open(), {
          collection: leases,
          query: { _id: { $gte: LEASE, $lt: 'watch!' }, 'note.database': { $type: 'string' } },
          projection: { note: 1 },
          maxTimeMs: 10_000,
        })
        return found.map((one) => summaryOf(standingOf(one['note'] as Document)))
      } catch (error) {
        throw readFailed(error)
      }
    },
  }
}

function summaryOf({ database, since, period, settledAt }: Standing): WatchStanding {
  const { seen, audited, outOfBand, exempt, gaps, from } = period
  const counts = { seen, audited, outOfBand, exempt, gaps }
  return { database, since, periodFrom: from, settledUpTo: dateOf(settledAt), ...counts }
}

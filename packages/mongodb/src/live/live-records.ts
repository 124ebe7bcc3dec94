/**
 * Which captured collection keeps the records of a type?
 *
 * Models and collections are told to it as they are captured. A source may have an owner, without
 * which it is forgotten: a connection that the application closed and let go must not stay for a
 * revert that nobody makes.
 */
import type { LiveCollection, LiveRecords, NameLookup, StoredValue } from '@rastro/core'
import { AuditError } from '@rastro/core'
import { assertDriverCollection } from '../capture/audit-collection.ts'
import type { DriverCollection } from '../capture/driver.ts'
import { isSameDeployment } from '../capture/same-deployment.ts'
import { createLiveCollection } from './live-collection.ts'
import type { LiveSource } from './live-source.ts'
import { nameRecords } from './name-records.ts'

/** Live records, and how collections become known. */
export interface LiveRegistry extends LiveRecords {
  /** @param owner - What keeps the source; by default it is kept for good. */
  add(source: LiveSource, owner?: object): void
  /** What records of captured collections are called now. */
  readonly namesOf: NameLookup
}

/** Makes the registry of one audit. */
export function createLiveRecords(): LiveRegistry {
  const sources = new Map<string, Held[]>()
  const owned = new WeakMap<object, LiveSource[]>()

  function connected(type: string): { source: LiveSource; collection: DriverCollection }[] {
    const found: { source: LiveSource; collection: DriverCollection }[] = []
    // The newest of several captures of one collection: its connection is the likeliest to be open.
    for (const held of (sources.get(type) ?? []).toReversed()) {
      const source = held.deref()
      const collection = source?.collection()
      if (source === undefined || collection === undefined || collection === null) continue
      assertDriverCollection(collection)
      if (found.some((known) => isSameCollection(known.collection, collection))) continue
      found.push({ source, collection })
    }
    return found
  }

  return {
    add(source, owner) {
      const others = (sources.get(source.type) ?? []).filter((held) => {
        const known = held.deref()
        if (known === undefined || known.audited === source.audited) return false
        // Captured anew for every request, a plain collection would be kept as often.
        return owner !== undefined || !isSameCollection(known.collection(), source.collection())
      })
      if (owner !== undefined) owned.set(owner, [...(owned.get(owner) ?? []), source])
      const held = owner === undefined ? { deref: () => source } : new WeakRef(source)
      sources.set(source.type, [...others, held])
    },
    async find(type: string, id: StoredValue) {
      const found = connected(type).map(createLiveCollection)
      if (found.length === 0 && sources.has(type)) {
        throw new AuditError(
          'AUDIT_STORE_UNAVAILABLE',
          `the collection of records of type '${type}' is not connected`,
        )
      }
      const [only, ...others] = found
      return others.length === 0 ? only : whereItIs(type, id, found)
    },
    async namesOf(questions) {
      const answers = await Promise.allSettled(
        questions.map((question) => nameRecords(question, connected(question.type))),
      )
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    },
  }
}

function isSameCollection(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other] as (DriverCollection | null | undefined)[]
  if (a === undefined || a === null || b === undefined || b === null) return false
  const isSameName = a.dbName === b.dbName && a.collectionName === b.collectionName
  return isSameName && (a.client === b.client || isSameDeployment(a.client, b.client))
}

interface Held {
  deref(): LiveSource | undefined
}

async function whereItIs(
  type: string,
  id: StoredValue,
  collections: readonly LiveCollection[],
): Promise<LiveCollection> {
  const readings = await Promise.all(collections.map((collection) => collection.read(id)))
  const having = collections.filter((_, index) => readings[index]?.record !== undefined)
  const [only, ...others] = having
  if (only !== undefined && others.length === 0) return only
  throw new AuditError(
    'AUDIT_TARGET_UNKNOWN',
    `several collections keep records of type '${type}', and ${
      having.length === 0 ? 'none' : 'more than one'
    } has this record`,
    { field: 'target' },
  )
}

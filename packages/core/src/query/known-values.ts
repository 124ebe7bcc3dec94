/**
 * Which values can these filters have?
 *
 * What the catalog names and what the log has seen; anything else is a slip of the finger, and an
 * empty list would hide it.
 */
import type { Catalog } from '../catalog/definition.ts'
import { didYouMean } from '../errors/suggestion.ts'
import type { SeenValues } from '../ports/store.ts'
import { queryInvalid } from './query-keys.ts'
import type { ListKey, QueryKey } from './query-keys.ts'

const SEVERITIES = ['info', 'notice', 'warning', 'critical']
const OUTCOMES = ['success', 'failure', 'denied']
const ACTOR_TYPES = [
  'agent',
  'client',
  'org-manager',
  'api',
  'email',
  'app',
  'system',
  'anonymous',
  'unknown',
]

/** Keys whose values come from a list, and the words a message uses for one of them. */
const CHECKED = {
  op: 'operation',
  place: 'place',
  cat: 'category',
  ut: 'user type',
  sev: 'severity',
  res: 'outcome',
} as const satisfies Partial<Record<ListKey, string>>

/** A query key whose values the catalog or the log must know. */
export type CheckedKey = keyof typeof CHECKED

/** A value that the catalog does not name: the log may still know it. */
export interface UnlistedValue {
  readonly key: CheckedKey
  readonly value: string
}

/** The values of a query that the catalog does not name. */
export function unlistedValues(
  texts: ReadonlyMap<QueryKey, readonly string[]>,
  catalog: Catalog,
): readonly UnlistedValue[] {
  const unlisted: UnlistedValue[] = []
  for (const key of Object.keys(CHECKED) as CheckedKey[]) {
    const values = texts.get(key)
    if (values === undefined) continue
    const listed = new Set(listedValues(key, catalog))
    for (const value of values) {
      if (!listed.has(value) && !(key === 'ut' && isNamedApp(value))) unlisted.push({ key, value })
    }
  }
  return unlisted
}

/**
 * Refuses values that the log has not seen either.
 *
 * @param options.suggestSeen - False for a confined reader, to whom the log's own words are not
 * to be spelt out.
 * @throws AuditError `AUDIT_QUERY_INVALID` with the key, and the nearest value there is.
 */
export function refuseUnseen(
  unlisted: readonly UnlistedValue[],
  options: {
    readonly catalog: Catalog
    readonly seen: SeenValues
    readonly suggestSeen: boolean
  },
): void {
  for (const { key, value } of unlisted) {
    const seen = seenValues(key, options.seen)
    if (seen.includes(value)) continue
    const listed = listedValues(key, options.catalog)
    const known = options.suggestSeen ? [...new Set([...listed, ...seen])] : listed
    throw queryInvalid(key, `no such ${CHECKED[key]}: ${didYouMean(value, known)}`)
  }
}

/** What the catalog, or the event format itself, names for a key. */
export function listedValues(key: CheckedKey, catalog: Catalog): readonly string[] {
  return [...new Set(LISTED[key](catalog))]
}

const LISTED: Readonly<Record<CheckedKey, (catalog: Catalog) => readonly string[]>> = {
  op: ({ operations, places, types }) => [
    ...operations.keys(),
    ...[...places.values()].flatMap((place) => place.operations),
    ...[...types.values()].map((type) => type.operation),
  ],
  place: ({ places }) => [...places.keys()],
  cat: ({ categories, places, types }) => [
    ...categories.keys(),
    ...[...places.values()].map((place) => place.category ?? 'records'),
    ...[...types.values()].flatMap((type) => type.category ?? []),
  ],
  ut: ({ actorTypes }) => [...ACTOR_TYPES, ...actorTypes.keys()],
  sev: ({ severities }) => [...SEVERITIES, ...severities.keys()],
  res: ({ outcomes }) => [...OUTCOMES, ...outcomes.keys()],
}

function seenValues(key: CheckedKey, seen: SeenValues): readonly string[] {
  if (key === 'op') return seen.operations
  if (key === 'place') return seen.places
  return key === 'ut' ? seen.actorTypes : []
}

/** `app:<name>`: named apps are an open set. */
function isNamedApp(value: string): boolean {
  return value.startsWith('app:') && value.length > 'app:'.length
}

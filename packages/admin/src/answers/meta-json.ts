/**
 * What does the page need to know before it shows anything?
 *
 * Every value list with its labels in the request's language: the page itself names none of them.
 */
import { label, listedValues } from '@rastro/core'
import type { Catalog, CheckedKey, JsonValue, Labels, PolicyView, SeenValues } from '@rastro/core'
import type { Access } from '../access/authorize.ts'
import type { Person } from '../access/person.ts'
import type { Wording } from './event-json.ts'
import { spansJson } from './policy-json.ts'

type Json = { readonly [key: string]: JsonValue }

/** What later versions bring; the page leaves out what is off. */
const FEATURES = {
  live: false,
  reports: false,
  alerts: false,
  integrity: false,
  retention: false,
  requests: false,
  people: true,
  values: true,
} as const

export interface MetaFacts {
  readonly access: Access
  readonly wording: Wording
  readonly policy: PolicyView
  readonly seen: SeenValues
  readonly languages: readonly string[]
  readonly zone: string
  readonly version: string
  readonly title: string | undefined
  readonly person: Person | undefined
  readonly canKeep: boolean
  readonly canExport: boolean
  readonly hasRequests: boolean
  readonly hasData: boolean
  readonly links: Json
}

/** What a list can show of an event; the page has the words. `isDefault`: without being asked. */
export const COLUMNS = [
  ['at', true],
  ['actor', true],
  ['operation', true],
  ['place', true],
  ['target', true],
  ['changes', true],
  ['client', false],
  ['ip', false],
  ['outcome', false],
  ['severity', false],
] as const

export function metaJson(facts: MetaFacts): Json {
  const { access, wording, languages, zone, version, title } = facts
  const { catalog } = wording
  return {
    version,
    ...(title === undefined ? {} : { title }),
    tenant: access.tenant,
    language: wording.language,
    languages,
    zone,
    features: {
      ...FEATURES,
      export: facts.canExport,
      savedViews: facts.canKeep,
      preferences: facts.canKeep,
      requests: facts.hasRequests,
    },
    can: [...access.can],
    confined: access.scope !== undefined,
    person: facts.person === undefined ? null : shownPerson(facts.person),
    hasData: facts.hasData,
    retention: null,
    columns: COLUMNS.map(([value, isDefault]) => ({ value, default: isDefault })),
    links: facts.links,
    operations: valuesJson('op', wording, {
      labels: catalog.operations,
      seen: facts.seen.operations,
    }),
    places: placesJson(facts),
    actorTypes: valuesJson('ut', wording, { labels: catalog.actorTypes, seen: [] }),
    apps: appsOf(facts.seen),
    categories: valuesJson('cat', wording, { labels: catalog.categories, seen: [] }),
    severities: valuesJson('sev', wording, { labels: catalog.severities, seen: [] }),
    outcomes: valuesJson('res', wording, { labels: catalog.outcomes, seen: [] }),
    types: typesJson(wording),
    recordTypes: recordTypesJson(wording),
  }
}

function valuesJson(
  key: CheckedKey,
  { catalog, language }: Wording,
  options: {
    readonly labels: ReadonlyMap<string, { readonly label: Labels }>
    readonly seen: readonly string[]
  },
): readonly Json[] {
  const values = new Set([...listedValues(key, catalog), ...options.seen])
  return [...values].map((value) => {
    const labels = options.labels.get(value)?.label
    return { value, label: labels === undefined ? value : label(labels, language) }
  })
}

/** Without the digest under which something is kept. */
function shownPerson({ key: _key, ...person }: Person): Json {
  return person
}

/** Places of the catalog, and those that the log still knows from before. */
function placesJson({ wording, policy, seen }: MetaFacts): readonly Json[] {
  const { catalog, language } = wording
  const effective = new Map(policy.places.map((place) => [place.place, place]))
  const names = new Set([...catalog.places.keys(), ...effective.keys(), ...seen.places])
  return [...names].map((value) => {
    const definition = catalog.places.get(value)
    const place = effective.get(value)
    return {
      value,
      label: definition === undefined ? value : label(definition.label, language),
      ...(definition?.section === undefined
        ? {}
        : { section: label(definition.section, language) }),
      operations: definition?.operations ?? [],
      mandatory: place?.mandatory ?? definition?.mandatory ?? false,
      personal: definition?.personal ?? false,
      on: place?.on ?? false,
      audited: place === undefined ? [] : spansJson(place),
    }
  })
}

/** Each named app is a value of the user type. */
function appsOf(seen: SeenValues): readonly Json[] {
  return seen.actorTypes
    .filter((type) => type.startsWith('app:'))
    .map((value) => ({ value, label: value.slice('app:'.length) }))
}

/** What events of the log itself are about. */
const OWN_RECORDS = [
  ['AuditEvent', 'audit.log'],
  ['AuditHistory', 'audit.log'],
  ['AuditRequest', 'audit.requests'],
] as const

/** A kind of record is called what its place is: of its own name only the code knows. */
function recordTypesJson({ catalog, language }: Wording): readonly Json[] {
  return [...OWN_RECORDS, ...catalog.recordTypes].map(([value, place]) => {
    const definition = catalog.places.get(place)
    return { value, label: definition === undefined ? value : label(definition.label, language) }
  })
}

function typesJson({ catalog, language }: { catalog: Catalog; language: Wording['language'] }) {
  return [...catalog.types].map(([value, type]): Json => ({
    value,
    label: label(type.label, language),
    place: type.place,
    operation: type.operation,
  }))
}

/**
 * What does a catalog say about places, operations and event types?
 *
 * Only the shapes of what a catalog's author writes; `catalog.ts` checks and indexes them.
 */
import type { Severity } from '../event/event.ts'
import type { Safety } from '../event/safety.ts'
import type { Labels } from './labels.ts'
import type { FoundProperty, Properties } from './property.ts'

/** Where events happen (*local de auditoria*): the unit that an administrator switches. */
export interface PlaceDefinition {
  readonly label: Labels
  /** What can be recorded here, and be switched on or off one by one. */
  readonly operations: readonly string[]
  /** Cannot be switched off. */
  readonly mandatory?: boolean
  /**
   * Recorded without anybody switching it on, and can be switched off. Default false: a catalog's
   * places start off. For places where every event comes from a line of code that asks for it.
   */
  readonly onByDefault?: boolean
  /** Category of this place's events, unless the type says otherwise. Default `records`. */
  readonly category?: string
  /** Records of this place are about a person: the client mode applies to them. */
  readonly personal?: boolean
  /** The section in which a page lists the place. */
  readonly section?: Labels
  /** What the paths of its records are called, and how their values read. */
  readonly properties?: Properties
  /** How safely events of this place are kept. */
  readonly class?: Safety['class']
  /** When a `standard` event of this place counts as safe. */
  readonly ack?: Safety['ack']
}

/** Kind of one value in an event's `details`; a trailing `?` makes it optional. */
export type DetailKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'date'
  | 'strings'
  | 'object'
  | 'any'
  | 'string?'
  | 'number?'
  | 'boolean?'
  | 'date?'
  | 'strings?'
  | 'object?'
  | 'any?'

/** A kind of event: where it belongs, what it is called, which details it has. */
export interface EventTypeDefinition {
  readonly place: string
  readonly operation: string
  readonly category?: string
  readonly severity?: Severity
  readonly label: Labels
  /**
   * One plain sentence with slots: `{actor}`, `{target}` (name, or type and short id), `{record}`
   * (name, or short id), `{subject}`, `{place}`, `{operation}`, `{count}`, `{reason}`,
   * `{cause}` (of a group: the record that others went along with), `{details.x}`; e.g. `{actor} deleted the ticket {record}`. Plurals and missing values:
   * `{count, plural, none {clients} one {# client} other {# clients}}`, as `message.ts` says.
   * Without one, the operation's sentence is used.
   */
  readonly sentence?: Labels
  /** Checked shape of `details`; without one any details are taken. */
  readonly details?: Readonly<Record<string, DetailKind>>
  /** How safely events of this type are kept, where it differs from their place. */
  readonly class?: Safety['class']
  /** When a `standard` event of this type counts as safe, where it differs from its place. */
  readonly ack?: Safety['ack']
}

/** What an operation is called, on its own and in a sentence. */
export interface OperationDefinition {
  readonly label: Labels
  /** The sentence used by event types that have none of their own. */
  readonly sentence?: Labels
}

/** What an application, or a package of the suite, adds to the vocabulary. */
export interface CatalogDefinition {
  readonly name: string
  readonly places?: Readonly<Record<string, PlaceDefinition>>
  readonly types?: Readonly<Record<string, EventTypeDefinition>>
  readonly operations?: Readonly<Record<string, OperationDefinition>>
  readonly categories?: Readonly<Record<string, { readonly label: Labels }>>
  readonly actorTypes?: Readonly<Record<string, { readonly label: Labels }>>
  readonly severities?: Readonly<Record<string, { readonly label: Labels }>>
  readonly outcomes?: Readonly<Record<string, { readonly label: Labels }>>
}

/** One catalog made of several, indexed and checked. Grows only by `declarePlace`. */
export interface Catalog {
  readonly places: ReadonlyMap<string, PlaceDefinition>
  readonly types: ReadonlyMap<string, EventTypeDefinition>
  readonly operations: ReadonlyMap<string, OperationDefinition>
  readonly categories: ReadonlyMap<string, { readonly label: Labels }>
  readonly actorTypes: ReadonlyMap<string, { readonly label: Labels }>
  readonly severities: ReadonlyMap<string, { readonly label: Labels }>
  readonly outcomes: ReadonlyMap<string, { readonly label: Labels }>
  /** True for a place that a catalog named; false for one that exists because a model was plugged. */
  isCatalogPlace(place: string): boolean
  /**
   * Makes sure that a plugged model's place exists, with the types `created`, `updated`,
   * `deleted`, `bulk-deleted`, `cascade-deleted`, `restored`, `exported` where the catalogs
   * do not name them. Idempotent. A trash place comes with its own call. `properties` are the
   * model's own words, which come before the catalogs'.
   */
  declarePlace(
    place: string,
    options: {
      readonly operations: readonly string[]
      readonly properties?: Properties
      /** Its records are about a person: the client mode applies to them. */
      readonly personal?: boolean
      /** What its records are called as targets of events: the model's name. */
      readonly recordType?: string
    },
  ): void
  /** Types of records that plugged models told of, and the place of each. */
  readonly recordTypes: ReadonlyMap<string, string>
  /** Where a plugged model's records are audited; undefined for a type that no model told of. */
  tryPlaceOfType(recordType: string): string | undefined
  /** What is said of a path of a place's records; undefined where nothing is. */
  tryProperty(place: string, path: readonly string[]): FoundProperty | undefined
  /** @throws AuditError `AUDIT_EVENT_TYPE_UNKNOWN` with a suggestion. */
  type(name: string): EventTypeDefinition
  /** @throws AuditError `AUDIT_PLACE_UNKNOWN` with a suggestion. */
  place(name: string): PlaceDefinition
  /** @throws AuditError `AUDIT_DETAILS_INVALID` naming the first wrong key, never its value. */
  checkDetails(type: string, details: Readonly<Record<string, unknown>> | undefined): void
}

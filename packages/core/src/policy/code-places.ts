/**
 * What does `createAudit({ places })` ask for?
 *
 * The developer's word counts until an administrator says otherwise; it is checked once, when the
 * audit is made. Names that no catalog has may be those of models plugged later.
 */
import type { Catalog, PlaceDefinition } from '../catalog/definition.ts'
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import { didYouMean, nearestName } from '../errors/suggestion.ts'
import { checkSafety } from '../errors/safety-options.ts'
import type { Safety } from '../event/safety.ts'
import type { PlaceSetting } from './policy.ts'

/**
 * Places switched by code: `true`, `false`, or only some operations; and how safely their events
 * are kept.
 *
 * @example
 * ```js
 * createAudit({ mongoose, catalogs: [helpdesk], places: { tickets: true, clients: { operations: ['export'] } } })
 * ```
 */
export type CodePlaces = Readonly<Record<string, boolean | CodePlace>>

/** What the code asks of one place. */
export interface CodePlace extends Partial<Safety> {
  /** Whether it is on. Default: as it would be without this entry, or on where operations are named. */
  readonly on?: boolean
  /** Only these operations. */
  readonly operations?: readonly string[]
}

/** The code's settings by place. */
export type CodeSettings = ReadonlyMap<string, PlaceSetting>

/**
 * Checks what the code asks for, and puts it in the form of an administrator's settings.
 *
 * @param places - The option as the developer wrote it.
 * @param catalog - The catalogs' places; a place that is unknown but near to a known one is taken
 * for a misspelling.
 * @throws {@link AuditError} `AUDIT_PLACE_UNKNOWN` with the nearest place, `AUDIT_PLACE_MANDATORY`
 * for switching off what cannot be, `AUDIT_OPTION_INVALID` for anything else.
 */
export function codeSettings(places: CodePlaces | undefined, catalog: Catalog): CodeSettings {
  const settings = new Map<string, PlaceSetting>()
  if (places === undefined) return settings
  // Any key may be a place; only the option's kind is checked here.
  checkOptions('places', places, Object.keys(Object(places)))
  for (const [place, asked] of Object.entries(places)) {
    const definition = catalog.places.get(place)
    if (definition === undefined) refuseMisspelling(place, catalog)
    const setting = settingOf(place, asked, { catalog, definition })
    if (setting === undefined) continue
    if (definition?.mandatory === true && !isAllOn(setting, definition)) {
      throw new AuditError(
        'AUDIT_PLACE_MANDATORY',
        `places.${place}: this place is mandatory and cannot be switched off`,
        { field: `places.${place}` },
      )
    }
    settings.set(place, setting)
  }
  return settings
}

function refuseMisspelling(place: string, catalog: Catalog): void {
  const nearest = nearestName(place, [...catalog.places.keys()])
  if (nearest === undefined) return
  throw new AuditError(
    'AUDIT_PLACE_UNKNOWN',
    `places has no place '${place}': did you mean '${nearest}'?`,
    { field: `places.${place}` },
  )
}

/** Returns how safely the code wants the events of its places, place by place. */
export function codeSafety(places: CodePlaces | undefined): ReadonlyMap<string, Partial<Safety>> {
  const wishes = new Map<string, Partial<Safety>>()
  for (const [place, asked] of Object.entries(places ?? {})) {
    if (typeof asked !== 'boolean') wishes.set(place, asked)
  }
  return wishes
}

function settingOf(
  place: string,
  asked: unknown,
  known: { readonly catalog: Catalog; readonly definition: PlaceDefinition | undefined },
): PlaceSetting | undefined {
  if (typeof asked === 'boolean') return { on: asked }
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `places.${place} must be true, false or { operations: [...] }, got ${describeKind(asked)}`,
      { field: `places.${place}` },
    )
  }
  checkOptions(`places.${place}`, asked, ['on', 'operations', 'class', 'ack'])
  const { on, operations }: { on?: unknown; operations?: unknown } = asked
  checkSafety(`places.${place}`, asked)
  if (on !== undefined && typeof on !== 'boolean') {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `places.${place}.on must be true or false, got ${describeKind(on)}`,
      { field: `places.${place}.on` },
    )
  }
  // How safely, and nothing else.
  if (operations === undefined && (on !== undefined || 'class' in asked || 'ack' in asked)) {
    return on === undefined ? undefined : { on }
  }
  if (!Array.isArray(operations)) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      `places.${place}.operations must be a list of names, got ${describeKind(operations)}`,
      { field: `places.${place}.operations` },
    )
  }
  // A model plugged later may be able to do anything that has a name.
  const names = known.definition?.operations ?? [...known.catalog.operations.keys()]
  const wanted: Record<string, boolean> = {}
  for (const operation of operations as readonly unknown[]) {
    if (typeof operation !== 'string' || !names.includes(operation)) {
      const got =
        typeof operation === 'string' ? didYouMean(operation, names) : describeKind(operation)
      throw new AuditError(
        'AUDIT_OPTION_INVALID',
        `places.${place}.operations names an operation that the place does not have: ${got}`,
        { field: `places.${place}.operations` },
      )
    }
    wanted[operation] = true
  }
  return on === false ? { on } : { on: false, operations: wanted }
}

function isAllOn({ on, operations = {} }: PlaceSetting, definition: PlaceDefinition): boolean {
  return definition.operations.every((operation) => operations[operation] ?? on)
}

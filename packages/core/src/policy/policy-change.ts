/**
 * What does an administrator's change make of the policy?
 *
 * Pure: checks what came, and works out the next version and how to say the difference. Reading,
 * saving and sealing are in `policy-service.ts`.
 */
import type { Catalog, PlaceDefinition } from '../catalog/definition.ts'
import { AuditError } from '../errors/audit-error.ts'
import type { AuditErrorCode } from '../errors/error-codes.ts'
import { describeKind } from '../errors/options.ts'
import { didYouMean } from '../errors/suggestion.ts'
import type { Change } from '../event/event.ts'
import { nextClientModes, parseClientModes } from './client-modes.ts'
import { isSettingOnAtAll, placeState } from './effective.ts'
import type { PlaceState, PolicyInputs } from './effective.ts'
import type { ClientMode, PlaceSetting, PolicyChange, PolicyVersion } from './policy.ts'

/** What a policy says that nobody has saved yet. */
export const DEFAULT_POLICY = { clientMode: 'full', showLastValue: true } as const

const MAX_REASON_CHARACTERS = 1_000
const CHANGE_KEYS = ['places', 'clientMode', 'clientModes', 'showLastValue', 'reason'] as const
const SETTING_KEYS = ['on', 'operations'] as const

/**
 * Checks a change that came from outside.
 *
 * @param change - What was sent; nothing is known of it.
 * @param catalog - The places that exist.
 * @returns The change, each place's setting reduced to what it says.
 * @throws {@link AuditError} `AUDIT_PLACE_UNKNOWN` with the nearest place, `AUDIT_PLACE_MANDATORY`
 * for switching off a mandatory place or one of its operations, `AUDIT_POLICY_INVALID` otherwise.
 */
export function parsePolicyChange(change: unknown, catalog: Catalog): PolicyChange {
  const known = fields(change, { where: 'a policy change', field: '', keys: CHANGE_KEYS })
  const { clientMode, showLastValue, reason } = known
  const parsed: { -readonly [K in keyof PolicyChange]: PolicyChange[K] } = {}
  if (known['places'] !== undefined) parsed.places = parsePlaces(known['places'], catalog)
  if (clientMode !== undefined) parsed.clientMode = parseClientMode(clientMode)
  if (known['clientModes'] !== undefined) {
    parsed.clientModes = parseClientModes(known['clientModes'], catalog)
  }
  if (showLastValue !== undefined) parsed.showLastValue = parseFlag(showLastValue, 'showLastValue')
  if (reason !== undefined) parsed.reason = parseReason(reason)
  return parsed
}

/** The version that a change leads to, and the difference in the words of an event. */
export interface PolicyStep {
  readonly next: PolicyVersion
  readonly changes: readonly Change[]
}

/**
 * Works out the next version.
 *
 * Only what has another effect than before is taken over: a page may send its whole form, and
 * what the administrator did not touch goes on following code and catalog.
 *
 * @param change - A checked change.
 * @param inputs - What is in force.
 * @param moment - Whose policy, and when; the version's instant is never before its predecessor's.
 * @returns Undefined if nothing would change.
 */
export function tryPolicyStep(
  change: PolicyChange,
  inputs: PolicyInputs,
  moment: { readonly tenant: string; readonly now: Date },
): PolicyStep | undefined {
  const { version } = inputs
  const changes: Change[] = []
  const places: Record<string, PlaceSetting> = { ...version?.places }
  for (const [place, setting] of Object.entries(change.places ?? {})) {
    const before = placeState(place, inputs)
    const after = placeState(place, { ...inputs, version: versionWith(place, setting) })
    const placeChanges = before.mandatory ? [] : compareStates(before, after)
    if (placeChanges.length === 0) continue
    changes.push(...placeChanges)
    places[place] = setting
  }
  const before = { ...DEFAULT_POLICY, ...modesOf(version) }
  const after = { ...before, ...modesOf(change) }
  for (const key of ['clientMode', 'showLastValue'] as const) {
    if (before[key] !== after[key]) changes.push(replaced([key], before[key], after[key]))
  }
  const own = nextClientModes(change.clientModes, version?.clientModes)
  changes.push(...own.changes)
  if (changes.length === 0) return undefined
  const changedAt =
    version !== undefined && version.changedAt > moment.now ? version.changedAt : moment.now
  const number = (version?.version ?? 0) + 1
  const next = {
    tenant: moment.tenant,
    version: number,
    places,
    ...after,
    ...(Object.keys(own.modes).length === 0 ? {} : { clientModes: own.modes }),
    changedAt,
  }
  return { next, changes }
}

function modesOf(source: PolicyChange | undefined): {
  clientMode?: ClientMode
  showLastValue?: boolean
} {
  return {
    ...(source?.clientMode !== undefined && { clientMode: source.clientMode }),
    ...(source?.showLastValue !== undefined && { showLastValue: source.showLastValue }),
  }
}

function versionWith(place: string, setting: PlaceSetting): PolicyVersion {
  const places = { [place]: setting }
  return { tenant: '', version: 0, places, ...DEFAULT_POLICY, changedAt: new Date(0) }
}

// The switch first, then the operations that did something else than the switch.
function compareStates(before: PlaceState, after: PlaceState): readonly Change[] {
  const path = ['places', after.place]
  const changes: Change[] = []
  const isSwitched = before.on !== after.on
  if (isSwitched) changes.push(replaced([...path, 'on'], before.on, after.on))
  for (const [operation, isOn] of Object.entries(after.operations)) {
    const wasOn = before.operations[operation] ?? before.on
    const at = [...path, 'operations', operation]
    if (wasOn !== isOn) {
      if (!isSwitched || isOn !== after.on) changes.push(replaced(at, wasOn, isOn))
    } else if (isSwitched && isOn !== after.on) {
      // Left out of the switch: without this line the event would say that it is on.
      changes.push({ path: at, op: 'add', after: isOn })
    }
  }
  return changes
}

function replaced(path: readonly string[], before: unknown, after: unknown): Change {
  return { path, op: 'replace', before, after }
}

function parsePlaces(places: unknown, catalog: Catalog): Record<string, PlaceSetting> {
  const names = [...catalog.places.keys()]
  const parsed: Record<string, PlaceSetting> = {}
  const given = fields(places, { where: "'places'", field: 'places' })
  for (const [place, setting] of Object.entries(given)) {
    const definition = catalog.places.get(place)
    if (definition === undefined) {
      refuse('AUDIT_PLACE_UNKNOWN', `places.${place}`, `is no place: ${didYouMean(place, names)}`)
    }
    parsed[place] = parseSetting(place, setting, definition)
  }
  return parsed
}

function parseSetting(place: string, setting: unknown, definition: PlaceDefinition): PlaceSetting {
  const field = `places.${place}`
  const known = fields(setting, { where: `'${shown(field)}'`, field, keys: SETTING_KEYS })
  const on = parseFlag(known['on'], `${field}.on`)
  const { operations = {} } = known
  const given = fields(operations, {
    where: `'${shown(field)}.operations'`,
    field: `${field}.operations`,
    keys: definition.operations,
  })
  const exceptions: Record<string, boolean> = {}
  for (const [operation, value] of Object.entries(given)) {
    const flag = parseFlag(value, `${field}.operations.${operation}`)
    if (flag !== on) exceptions[operation] = flag
  }
  const isWhole = Object.keys(exceptions).length === 0
  if (definition.mandatory === true && !(on && isWhole)) {
    refuse('AUDIT_PLACE_MANDATORY', field, 'is mandatory: it and its operations stay on')
  }
  if (isWhole || !isSettingOnAtAll({ on, operations: exceptions }, definition.operations)) {
    return { on: isWhole && on }
  }
  return { on, operations: exceptions }
}

function parseClientMode(mode: unknown): ClientMode {
  if (mode === 'summary' || mode === 'full') return mode
  return refuse('AUDIT_POLICY_INVALID', 'clientMode', "must be 'summary' or 'full'")
}

function parseReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.length <= MAX_REASON_CHARACTERS) return reason
  return refuse(
    'AUDIT_POLICY_INVALID',
    'reason',
    `must be a text of at most ${MAX_REASON_CHARACTERS} characters`,
  )
}

function parseFlag(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value
  return refuse('AUDIT_POLICY_INVALID', field, `must be true or false, got ${describeKind(value)}`)
}

function fields(
  value: unknown,
  at: { readonly where: string; readonly field: string; readonly keys?: readonly string[] },
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AuditError(
      'AUDIT_POLICY_INVALID',
      typeof value === 'boolean'
        ? `${at.where} must be an object, such as { "on": ${value} }, got a boolean`
        : `${at.where} must be an object, got ${describeKind(value)}`,
      at.field === '' ? {} : { field: at.field },
    )
  }
  for (const key of Object.keys(value)) {
    if (at.keys === undefined || at.keys.includes(key)) continue
    const field = at.field === '' ? key : `${at.field}.${key}`
    refuse('AUDIT_POLICY_INVALID', field, `does not exist: ${didYouMean(key, at.keys)}`)
  }
  return { ...value }
}

function refuse(code: AuditErrorCode, field: string, what: string): never {
  throw new AuditError(code, `'${shown(field)}' ${what}`, { field: shown(field) })
}

// A key is as long as whoever sent it liked.
function shown(field: string): string {
  return field.length > 200 ? `${field.slice(0, 200)}…` : field
}

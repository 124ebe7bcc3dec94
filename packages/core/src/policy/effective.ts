/**
 * What does a policy mean for one place and operation?
 *
 * Pure. In this order: a mandatory place is on; an administrator's version decides; then
 * `createAudit({ places })`; then the catalog's default, which is off unless the place says
 * otherwise; a plugged model that no catalog names is on, because plugging it asked for it.
 */
import type { Catalog, PlaceDefinition } from '../catalog/definition.ts'
import type { CodeSettings } from './code-places.ts'
import type { EffectivePlace, PlaceSetting, PolicyVersion } from './policy.ts'

/** Everything that decides. */
export interface PolicyInputs {
  readonly catalog: Catalog
  readonly code: CodeSettings
  /** The version in force; absent while no administrator has saved one. */
  readonly version?: PolicyVersion | undefined
}

/** One place's state, without its past. */
export type PlaceState = Omit<EffectivePlace, 'audited'>

/**
 * Says whether an operation of a place is recorded.
 *
 * A catalog's place records the operations that it lists and no other. A model's place follows
 * its switch for any operation, and so does a place that nobody declared: recording too much can
 * be switched off, what was not recorded is gone.
 */
export function isOperationRecorded(
  place: string,
  operation: string,
  inputs: PolicyInputs,
): boolean {
  const definition = inputs.catalog.places.get(place)
  const isListed = definition?.operations.includes(operation) ?? false
  if (!isListed && inputs.catalog.isCatalogPlace(place)) return false
  if (definition?.mandatory === true) return true
  const { setting } = decision(place, inputs)
  return isSettingOn(setting, operation)
}

/** Returns one place's state: on or off, operation by operation, and who decided. */
export function placeState(place: string, inputs: PolicyInputs): PlaceState {
  const definition = inputs.catalog.places.get(place)
  const mandatory = definition?.mandatory === true
  const { setting, by } = decision(place, inputs)
  const names = definition?.operations ?? []
  const operations: Record<string, boolean> = {}
  for (const operation of names)
    operations[operation] = mandatory || isSettingOn(setting, operation)
  const on = mandatory || isSettingOnAtAll(setting, names)
  return { place, on, mandatory, operations, by: mandatory ? 'catalog' : by }
}

/** Returns the state of every place that the catalog has now, in its order. */
export function placeStates(inputs: PolicyInputs): readonly PlaceState[] {
  return [...inputs.catalog.places.keys()].map((place) => placeState(place, inputs))
}

/** True if the setting records at least one of the operations. */
export function isSettingOnAtAll(setting: PlaceSetting, operations: readonly string[]): boolean {
  if (operations.length === 0) return setting.on
  return operations.some((operation) => isSettingOn(setting, operation))
}

interface Decision {
  readonly setting: PlaceSetting
  readonly by: EffectivePlace['by']
}

function decision(place: string, { catalog, code, version }: PolicyInputs): Decision {
  // Own keys only: a model may be called `constructor`.
  const saved = version?.places
  if (saved !== undefined && Object.hasOwn(saved, place)) {
    const setting = saved[place]
    if (setting !== undefined) return { setting, by: 'administrator' }
  }
  const coded = code.get(place)
  if (coded !== undefined) return { setting: coded, by: 'code' }
  if (!catalog.isCatalogPlace(place)) return { setting: { on: true }, by: 'model' }
  return { setting: { on: isOnByDefault(catalog.places.get(place)) }, by: 'catalog' }
}

function isOnByDefault(definition: PlaceDefinition | undefined): boolean {
  return definition?.mandatory === true || definition?.onByDefault === true
}

function isSettingOn({ on, operations }: PlaceSetting, operation: string): boolean {
  if (operations === undefined || !Object.hasOwn(operations, operation)) return on
  return operations[operation] ?? on
}

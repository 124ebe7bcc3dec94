/**
 * What did the administrator change, and not save yet?
 *
 * Pure. A draft holds what differs from the configuration and nothing else, so that putting a
 * switch back leaves nothing to save.
 */
import type { ClientMode, Config, ConfigPlace } from './config-types.ts'

/** One place as it should become. */
export interface Setting {
  readonly on: boolean
  readonly operations: Readonly<Record<string, boolean>>
}

export interface Draft {
  readonly places: ReadonlyMap<string, Setting>
  readonly clientMode?: ClientMode
  /** Of single places; null for the mode that counts for all. */
  readonly clientModes: ReadonlyMap<string, ClientMode | null>
  readonly showLastValue?: boolean
}

export const NO_DRAFT: Draft = { places: new Map(), clientModes: new Map() }

export function settingOf(place: ConfigPlace, draft: Draft): Setting {
  return draft.places.get(place.place) ?? place
}

/** The whole place on or off. */
export function switched({ operations }: ConfigPlace, on: boolean): Setting {
  return { on, operations: Object.fromEntries(Object.keys(operations).map((name) => [name, on])) }
}

/** One operation on or off; a place with none of them is off. */
export function withOperation(setting: Setting, operation: string, on: boolean): Setting {
  const operations = { ...setting.operations, [operation]: on }
  return { on: Object.values(operations).includes(true), operations }
}

export function withPlace(draft: Draft, place: ConfigPlace, setting: Setting): Draft {
  const places = new Map(draft.places)
  if (isSame(place, setting)) places.delete(place.place)
  else places.set(place.place, setting)
  return { ...draft, places }
}

export function withMode(draft: Draft, config: Config, clientMode: ClientMode): Draft {
  const { clientMode: _, ...rest } = draft
  return clientMode === config.clientMode ? rest : { ...rest, clientMode }
}

/** The mode of one place as it should become; null where it follows the one for all. */
export function modeOf({ place }: ConfigPlace, config: Config, draft: Draft): ClientMode | null {
  const drafted = draft.clientModes.get(place)
  return drafted === undefined ? (config.clientModes[place] ?? null) : drafted
}

export function withPlaceMode(
  draft: Draft,
  config: Config,
  { place, mode }: { readonly place: string; readonly mode: ClientMode | null },
): Draft {
  const clientModes = new Map(draft.clientModes)
  if (mode === (config.clientModes[place] ?? null)) clientModes.delete(place)
  else clientModes.set(place, mode)
  return { ...draft, clientModes }
}

export function withLastValue(draft: Draft, config: Config, showLastValue: boolean): Draft {
  const { showLastValue: _, ...rest } = draft
  return showLastValue === config.showLastValue ? rest : { ...rest, showLastValue }
}

/** The same wishes over another configuration. */
export function rebased(draft: Draft, config: Config): Draft {
  let next =
    draft.clientMode === undefined ? NO_DRAFT : withMode(NO_DRAFT, config, draft.clientMode)
  for (const place of config.places) {
    const setting = draft.places.get(place.place)
    if (setting !== undefined && place.locked === null) next = withPlace(next, place, setting)
  }
  for (const [place, mode] of draft.clientModes) next = withPlaceMode(next, config, { place, mode })
  const { showLastValue } = draft
  return showLastValue === undefined ? next : withLastValue(next, config, showLastValue)
}

export function countOf({ places, clientMode, clientModes, showLastValue }: Draft): number {
  const single = [clientMode, showLastValue].filter((one) => one !== undefined)
  return places.size + clientModes.size + single.length
}

/** Places that would be recorded no more. */
export function switchedOff(config: Config, draft: Draft): readonly ConfigPlace[] {
  return config.places.filter((place) => place.on && draft.places.get(place.place)?.on === false)
}

/** Places that would be recorded from then on. */
export function switchedOn(config: Config, draft: Draft): readonly ConfigPlace[] {
  return config.places.filter((place) => !place.on && draft.places.get(place.place)?.on === true)
}

/** As the API takes it. */
export function changeOf(draft: Draft, reason: string): object {
  const places = [...draft.places].map(([name, { on, operations }]) => {
    const exceptions = Object.entries(operations).filter(([, isOn]) => isOn !== on)
    return [name, { on, operations: Object.fromEntries(exceptions) }] as const
  })
  return {
    ...(places.length === 0 ? {} : { places: Object.fromEntries(places) }),
    ...(draft.clientMode === undefined ? {} : { clientMode: draft.clientMode }),
    ...(draft.clientModes.size === 0 ? {} : { clientModes: Object.fromEntries(draft.clientModes) }),
    ...(draft.showLastValue === undefined ? {} : { showLastValue: draft.showLastValue }),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  }
}

export function isSame(one: Setting, other: Setting): boolean {
  return (
    one.on === other.on &&
    Object.keys(one.operations).every((name) => one.operations[name] === other.operations[name])
  )
}

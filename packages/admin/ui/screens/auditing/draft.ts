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
}

export const NO_DRAFT: Draft = { places: new Map() }

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

export function withMode({ places }: Draft, config: Config, clientMode: ClientMode): Draft {
  return clientMode === config.clientMode ? { places } : { places, clientMode }
}

/** The same wishes over another configuration. */
export function rebased(draft: Draft, config: Config): Draft {
  let next =
    draft.clientMode === undefined ? NO_DRAFT : withMode(NO_DRAFT, config, draft.clientMode)
  for (const place of config.places) {
    const setting = draft.places.get(place.place)
    if (setting !== undefined && place.locked === null) next = withPlace(next, place, setting)
  }
  return next
}

export function countOf({ places, clientMode }: Draft): number {
  return places.size + (clientMode === undefined ? 0 : 1)
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
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  }
}

export function isSame(one: Setting, other: Setting): boolean {
  return (
    one.on === other.on &&
    Object.keys(one.operations).every((name) => one.operations[name] === other.operations[name])
  )
}

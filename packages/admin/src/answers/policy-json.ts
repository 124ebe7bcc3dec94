/** How does the audit configuration read in the API's JSON? */
import { label } from '@rastro/core'
import type { EffectivePlace, JsonValue, PolicyView } from '@rastro/core'
import type { Wording } from './event-json.ts'

type Json = { readonly [key: string]: JsonValue }

export function policyJson(view: PolicyView, wording: Wording): Json {
  return {
    version: view.version,
    clientMode: view.clientMode,
    clientModes: { ...view.clientModes },
    showLastValue: view.showLastValue,
    ...(view.changedAt === undefined ? {} : { changedAt: view.changedAt.toISOString() }),
    places: view.places.map((place) => ({
      ...placeStateJson(place),
      ...wordsOf(place, wording),
      // What a screen shows as locked, and why.
      locked: place.mandatory ? { reason: 'mandatory' } : null,
      option: place.by === 'code' ? `places.${place.place}` : null,
      audited: spansJson(place),
    })),
  }
}

/** One place's switches, and who decided them. */
export function placeStateJson(place: Omit<EffectivePlace, 'audited'>): Json {
  return {
    place: place.place,
    on: place.on,
    mandatory: place.mandatory,
    operations: { ...place.operations },
    by: place.by,
  }
}

/** When a place was audited, oldest first; the open span has no `to`. */
export function spansJson({ audited }: EffectivePlace): readonly Json[] {
  return audited.map(({ from, to }) => ({
    from: from.toISOString(),
    ...(to === undefined ? {} : { to: to.toISOString() }),
  }))
}

function wordsOf({ place }: EffectivePlace, { catalog, language }: Wording): Json {
  const definition = catalog.places.get(place)
  if (definition === undefined) return { label: place, personal: false }
  const { section } = definition
  return {
    label: label(definition.label, language),
    ...(section === undefined ? {} : { section: label(section, language) }),
    personal: definition.personal === true,
  }
}

/** How does the audit configuration read in the API's JSON, and how is one named and changed? */
import { createHash } from 'node:crypto'
import type { EffectivePlace, JsonValue, PolicyView } from '@rastro/core'

type Json = { readonly [key: string]: JsonValue }

export function policyJson(view: PolicyView): Json {
  return {
    version: view.version,
    clientMode: view.clientMode,
    showLastValue: view.showLastValue,
    ...(view.changedAt === undefined ? {} : { changedAt: view.changedAt.toISOString() }),
    places: view.places.map((place) => ({
      place: place.place,
      on: place.on,
      mandatory: place.mandatory,
      operations: { ...place.operations },
      by: place.by,
      audited: spansJson(place),
    })),
  }
}

/** When a place was audited, oldest first; the open span has no `to`. */
export function spansJson({ audited }: EffectivePlace): readonly Json[] {
  return audited.map(({ from, to }) => ({
    from: from.toISOString(),
    ...(to === undefined ? {} : { to: to.toISOString() }),
  }))
}

/**
 * The entity tag of a version. It names the tenant too: a page left open while its user changed
 * to another tenant must not save there.
 */
export function policyTag(tenant: string, version: number): string {
  const name = createHash('sha256').update(tenant).digest('hex').slice(0, 8)
  return `"v${version}-${name}"`
}

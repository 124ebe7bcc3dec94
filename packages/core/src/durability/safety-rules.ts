/**
 * How safely is an event kept, when the call, its type, its model, its place and the audit may each
 * have a wish?
 *
 * The nearest wish counts, for class and acknowledgement by themselves. Where one write may make
 * events of several kinds, it is made as safe as the strictest of them needs.
 */
import type { Catalog } from '../catalog/definition.ts'
import type { Safety } from '../event/safety.ts'
import { firstWish, strictest } from './strictest.ts'

/** What asks for the safety of an event. */
export interface SafetyQuestion {
  readonly type: string
  readonly place: string
  /** What the model asks for, where a model's record changed. */
  readonly model?: Partial<Safety> | undefined
  /** What the call asks for. */
  readonly call?: Partial<Safety> | undefined
}

/** Decides how safely events are kept. */
export interface SafetyRules {
  of(question: SafetyQuestion): Safety
  /** The strictest that any change of a model's record may need. */
  ofModel(place: string, model: Partial<Safety> | undefined): Safety
  /** Whether anything at all asks for `critical`, models aside. */
  hasCritical(): boolean
}

const VERBS = ['created', 'updated', 'deleted', 'bulk-deleted', 'cascade-deleted', 'restored']

export function createSafetyRules(parts: {
  readonly catalog: Catalog
  /** What `createAudit` asks for. */
  readonly audit?: Partial<Safety>
  /** What `createAudit({ places })` asks for. */
  readonly places?: ReadonlyMap<string, Partial<Safety>>
}): SafetyRules {
  const { catalog, audit, places } = parts

  function of({ type, place, model, call }: SafetyQuestion): Safety {
    return firstWish(
      call,
      catalog.types.get(type),
      places?.get(place),
      model,
      catalog.places.get(place),
      audit,
    )
  }

  return {
    of,
    ofModel: (place, model) =>
      strictest(VERBS.map((verb) => of({ type: `${place}.${verb}`, place, model }))),
    hasCritical() {
      const wishes = [
        audit,
        ...(places?.values() ?? []),
        ...catalog.places.values(),
        ...catalog.types.values(),
      ]
      return wishes.some((wish) => wish?.class === 'critical')
    },
  }
}

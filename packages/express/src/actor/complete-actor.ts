/**
 * What does a resolver add to the actor that an application's function answered?
 */
import type { Actor } from '@rastro/core'
import { checkActor } from './check-actor.ts'
import type { PartialActor } from './actor-resolver.ts'

/**
 * Returns a whole, checked actor.
 *
 * @param found - What the application answered; a database record will do, and gives its `_id`.
 * @param defaults - The type, and through what the person acted, unless `found` says so itself.
 * @throws {@link AuditError} `AUDIT_ACTOR_INVALID`
 */
export function completeActor(
  found: PartialActor,
  defaults: { readonly type: Actor['type']; readonly via?: string },
): Actor {
  // Field by field: the fields of a Mongoose document are getters, which a spread leaves behind.
  return checkActor({
    type: found.type ?? defaults.type,
    id: '_id' in found ? found._id : found.id,
    name: found.name,
    email: found.email,
    model: found.model,
    via: found.via ?? defaults.via,
    impersonator: found.impersonator,
  })
}

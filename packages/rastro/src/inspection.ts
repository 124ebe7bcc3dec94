/** What do `rastro check` and start-up see of an audit? */
import type { PolicyServiceWithStartUp, Recorder } from '@rastro/core'
import { pluggedModels } from '@rastro/mongoose'
import type { AuditInspection } from './audit.ts'
import type { Connections } from './connections.ts'

/** What is looked at. */
export interface InspectionParts {
  readonly connections: Connections
  readonly plugged: Parameters<typeof pluggedModels>[1]
  readonly recorder: Pick<Recorder, 'rules'>
  readonly policy: Pick<PolicyServiceWithStartUp, 'knownStates' | 'pendingPlaces'>
  readonly tenant: string
  readonly unplugged: () => readonly string[]
}

/** Makes `audit.inspect`. */
export function createInspection(parts: InspectionParts): () => AuditInspection {
  const { connections, plugged, recorder, policy, tenant, unplugged } = parts
  return () => ({
    models: pluggedModels(connections.mongoose(), plugged).map(
      ({ name, place, safety, likelyPersonal }) => ({
        name,
        place,
        likelyPersonal,
        class: recorder.rules.ofModel(place, safety).class,
      }),
    ),
    unplugged: unplugged(),
    places: policy.knownStates(tenant),
    pending: policy.pendingPlaces(),
    database: connections.database(),
  })
}

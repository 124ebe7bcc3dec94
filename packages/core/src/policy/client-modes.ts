/** How much is kept of a person's data in each place, and what does a change make of it? */
import type { Catalog } from '../catalog/definition.ts'
import { AuditError } from '../errors/audit-error.ts'
import { didYouMean } from '../errors/suggestion.ts'
import type { Change } from '../event/event.ts'
import type { ClientMode, PolicyChange, PolicyVersion } from './policy.ts'

type Modes = Readonly<Record<string, ClientMode>>

/** Returns the mode of one place, or without a place the one that counts where none is named. */
export function clientModeOf(
  version: Pick<PolicyVersion, 'clientMode' | 'clientModes'> | undefined,
  place?: string,
): ClientMode {
  const modes = version?.clientModes ?? {}
  const own = place !== undefined && Object.hasOwn(modes, place) ? modes[place] : undefined
  return own ?? version?.clientMode ?? 'full'
}

/**
 * Checks modes of single places that came from outside.
 *
 * @throws {@link AuditError} `AUDIT_PLACE_UNKNOWN`; `AUDIT_POLICY_INVALID` for a place whose records
 * are about nobody, and for what is no mode.
 */
export function parseClientModes(
  given: unknown,
  catalog: Catalog,
): NonNullable<PolicyChange['clientModes']> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refusal('clientModes', 'must be an object of places')
  }
  const modes: Record<string, ClientMode | null> = {}
  for (const [place, mode] of Object.entries(given)) {
    const field = `clientModes.${place.slice(0, 200)}`
    const definition = catalog.places.get(place)
    if (definition === undefined) {
      const hint = didYouMean(place, [...catalog.places.keys()])
      throw new AuditError('AUDIT_PLACE_UNKNOWN', `'${field}' is no place: ${hint}`, { field })
    }
    if (definition.personal !== true)
      throw refusal(field, 'is a place whose records are about nobody')
    if (mode !== 'summary' && mode !== 'full' && mode !== null) {
      throw refusal(field, "must be 'summary', 'full' or null")
    }
    modes[place] = mode
  }
  return modes
}

/** What the modes become, and the difference in the words of an event. */
export function nextClientModes(
  change: PolicyChange['clientModes'],
  before: Modes = {},
): { readonly modes: Modes; readonly changes: readonly Change[] } {
  const modes: Record<string, ClientMode> = { ...before }
  const changes: Change[] = []
  for (const [place, mode] of Object.entries(change ?? {})) {
    const was = Object.hasOwn(before, place) ? before[place] : undefined
    if (was === (mode ?? undefined)) continue
    const path = ['clientModes', place]
    if (mode === null) {
      delete modes[place]
      changes.push({ path, op: 'remove', before: was })
    } else {
      modes[place] = mode
      changes.push(
        was === undefined
          ? { path, op: 'add', after: mode }
          : { path, op: 'replace', before: was, after: mode },
      )
    }
  }
  return { modes, changes }
}

function refusal(field: string, what: string): AuditError {
  return new AuditError('AUDIT_POLICY_INVALID', `'${field}' ${what}`, { field })
}

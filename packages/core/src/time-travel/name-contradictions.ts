/** Which event first shows that a record was changed past the capture? */
import type { AuditReader } from '../query/reader.ts'
import type { JourneyTo } from './journey.ts'
import { overlap } from './paths.ts'
import { eventsOf, isWriteOf } from './record-history.ts'
import type { MissingPath } from './shown-record.ts'
import type { Arrival } from './traveller.ts'

/**
 * Names, for every contradiction, the first event after the instant that touches its path. Where
 * there is none, it is the live record itself that does not fit.
 */
export async function nameContradictions(
  reader: AuditReader,
  { access, target }: Pick<JourneyTo, 'access' | 'target'>,
  found: { readonly arrival: Arrival; readonly missing: readonly MissingPath[] },
): Promise<readonly MissingPath[]> {
  const { journey } = found.arrival
  const isOpen = ({ because, event }: MissingPath) =>
    because === 'not-captured' && event === undefined
  if (!found.missing.some(isOpen)) return found.missing
  const first = new Map<MissingPath, string>()
  for await (const event of eventsOf(reader, { tenant: access.tenant, target }, 'newest')) {
    if (event.id === journey.boundary?.id) break
    if (!isWriteOf(event, target)) continue
    for (const missing of found.missing.filter(isOpen)) {
      if (event.changes?.some(({ path }) => overlap(path, missing.path))) {
        first.set(missing, event.id)
      }
    }
  }
  return found.missing.map((missing) => {
    const event = first.get(missing)
    return event === undefined ? missing : { ...missing, event }
  })
}

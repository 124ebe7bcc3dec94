/** Which events came since, in the order in which they became visible? */
import { AuditError } from '../errors/audit-error.ts'
import type { EventSequence, ReadSequence } from '../ports/sequence.ts'
import { queryInvalid } from './query-keys.ts'
import { asRead } from './read-event.ts'
import type { EventPage } from './reader.ts'

export async function livePage(
  sequence: EventSequence | undefined,
  request: ReadSequence,
): Promise<EventPage> {
  if (sequence === undefined) {
    throw new AuditError(
      'AUDIT_SEQUENCE_UNAVAILABLE',
      'after: events have no sequence numbers here',
      {
        field: 'after',
      },
    )
  }
  const { after } = request
  if (!Number.isSafeInteger(after) || after < 0) {
    throw queryInvalid('after', 'expected a sequence number')
  }
  const { events, upTo } = await sequence.read(request)
  return {
    events: events.map(({ sequence: n, event }) => ({ ...asRead(event), sequence: n })),
    next: null,
    sequencedUpTo: upTo,
  }
}

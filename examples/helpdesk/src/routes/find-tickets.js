/** Which tickets does a search or report mean? */
import { Ticket } from '../models/ticket.js'

const MAX_TICKETS = 10_000

/**
 * Finds tickets that are not in the trash, as rows of a table.
 *
 * @param filter - Values by field, checked by the caller: texts only, so no operator gets in.
 */
export async function findTickets(filter) {
  const tickets = await Ticket.find({ ...filter, deletedAt: null })
    .sort({ number: 1 })
    .limit(MAX_TICKETS)
  return tickets.map(({ number, subject, status, priority, client }) => ({
    number,
    subject,
    status,
    priority,
    client: client.name,
  }))
}

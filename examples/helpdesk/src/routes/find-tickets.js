/** Which tickets does a search or report mean, and how do they stand in a table? */
import { Ticket } from '../models/ticket.js'

const MAX_TICKETS = 10_000

/**
 * Finds tickets that are not in the trash, one after the other.
 *
 * @param filter - Values by field, checked by the caller: texts only, so no operator gets in.
 */
export function findTickets(filter) {
  return Ticket.find({ ...filter, deletedAt: null })
    .sort({ number: 1 })
    .limit(MAX_TICKETS)
    .cursor()
}

/** @param {readonly string[]} columns - A report's, as somebody wrote them, if they did. */
export function ticketColumns(columns) {
  const keys = columns.length === 0 ? ['number', 'subject'] : columns
  return keys.map((key) => (key === 'client' ? { key, value: ({ client }) => client.name } : key))
}

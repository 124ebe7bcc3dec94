/**
 * Whom is a ticket or a chat about?
 *
 * @param record - As the database keeps it.
 */
export function clientOf(record) {
  return { type: 'Client', id: record.client.id, name: record.client.name }
}

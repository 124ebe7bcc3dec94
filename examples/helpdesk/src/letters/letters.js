/**
 * Which letters has a client got? There is no mail server here: each waits on the client's own page.
 *
 * In memory, and only the latest: enough to see what an application would send.
 */
const MAX_PER_CLIENT = 10
const MAX_CLIENTS = 1_000

const letters = new Map()

/**
 * Delivers a letter to one client and to nobody else.
 *
 * @param {string} client - The client's id.
 * @param {{ subject: string, path: string, expiresAt: Date }} letter
 */
export function sendLetter(client, letter) {
  const earlier = lettersOf(client).slice(0, MAX_PER_CLIENT - 1)
  letters.delete(client)
  letters.set(client, [{ ...letter, sentAt: new Date() }, ...earlier])
  if (letters.size > MAX_CLIENTS) letters.delete(letters.keys().next().value)
}

/** The latest first. */
export function lettersOf(client) {
  return letters.get(client) ?? []
}

/** Which pictures are there, and of what? Their names are those that the documents link to. */

const LARGE = { width: 1280, height: 860 }
const SMALL = { width: 360, height: 740 }

/** Without what is recorded of looking at the log, which is all that the photographer does. */
const DAY = 'events?place=clients,tickets,chats'

/**
 * @typedef {object} Picture
 * @property {string} name - The file's, without its ending.
 * @property {string} path - Below the mount.
 * @property {{ width: number, height: number }} size
 * @property {'light' | 'dark'} [theme]
 * @property {string} ready - What is there once everything has come.
 * @property {string} [opens] - The control of a group that is opened.
 */

/**
 * @param {{ event: string, agent: string }} ids - Of an event worth reading, and of a record.
 * @returns {readonly Picture[]}
 */
export function picturesOf({ event, agent }) {
  const list = { path: DAY, ready: '.row-link' }
  const one = { path: `events/${event}`, ready: 'article.event h1' }
  const screen = { size: LARGE, ready: 'h1' }
  return [
    { name: 'events', size: LARGE, opens: '.expander', ...list },
    { name: 'events-dark', size: LARGE, theme: 'dark', opens: '.expander', ...list },
    { name: 'events-small', size: SMALL, ...list },
    { name: 'event', size: LARGE, ...one },
    { name: 'event-dark', size: LARGE, theme: 'dark', ...one },
    { name: 'event-small', size: SMALL, ...one },
    { name: 'history', path: `history?tt=Agent&tid=${agent}`, ...screen },
    { name: 'person', path: 'people?user=bruno@example.com', ...screen },
    { name: 'address', path: 'addresses?ip=203.0.113.200', ...screen },
    { name: 'requests', path: 'requests?state=all', size: LARGE, ready: '.queue' },
    { name: 'auditing', path: 'settings/auditing', ...screen },
  ]
}

/** On which port can the application be reached? On this machine only. */
import { once } from 'node:events'
import { createServer } from 'node:http'

const HOST = '127.0.0.1'
const USUAL_PORT = 3000

/**
 * Listens on the port asked for, or on the usual one, or on a free one if that is taken.
 *
 * @returns `{ url, close }`; `close` ends open connections too.
 */
export async function listen(app, { port, say }) {
  const server = createServer(app)
  try {
    await listenOn(server, port ?? USUAL_PORT)
  } catch (error) {
    if (error.code !== 'EADDRINUSE' || port !== undefined) throw error
    say(`port ${USUAL_PORT} is taken, so another one is used`)
    await listenOn(server, 0)
  }
  return {
    url: `http://${HOST}:${server.address().port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listenOn(server, port) {
  server.listen(port, HOST)
  await once(server, 'listening')
}

/** Sends so many requests to a server on loopback, ten connections at a time, kept alive. */
import { once } from 'node:events'
import { connect } from 'node:net'

const CONNECTIONS = 10
const BODY = JSON.stringify({ title: 'Printer on fire', priority: 'high' })
const HEADERS = 'Host: app.example.com\r\nUser-Agent: bench\r\nAccept: application/json\r\n'
const REQUESTS = {
  GET: `GET /tickets/42 HTTP/1.1\r\n${HEADERS}\r\n`,
  POST: `POST /tickets HTTP/1.1\r\n${HEADERS}Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
}

/** Plain sockets: an HTTP client would cost more than the server that is measured. */
export async function createLoad(port) {
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }),
  )
  const lengths = {}
  for (const [kind, text] of Object.entries(REQUESTS)) {
    sockets[0].write(text)
    // Answers are all alike, so their length tells where one ends.
    const [answer] = await once(sockets[0], 'data')
    lengths[kind] = answer.length
  }
  return {
    send: (kind, count) => send({ sockets, text: REQUESTS[kind], length: lengths[kind], count }),
    close: () => sockets.forEach((socket) => socket.removeAllListeners().destroy()),
  }
}

function send({ sockets, text, length, count }) {
  return new Promise((resolve, reject) => {
    let unsent = count
    let answered = 0
    for (const socket of sockets) {
      let received = 0
      const next = () => {
        if (unsent === 0) return
        unsent -= 1
        socket.write(text)
      }
      for (const event of ['data', 'close', 'error']) socket.removeAllListeners(event)
      socket.on('data', (part) => {
        received += part.length
        if (received > length) reject(new Error('an answer of another length'))
        if (received < length) return
        received = 0
        answered += 1
        if (answered === count) resolve()
        next()
      })
      socket.on('close', () => reject(new Error('the server closed a connection')))
      socket.on('error', reject)
      next()
    }
  })
}

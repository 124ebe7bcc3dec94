/** Which port of the loopback interface is free right now? */
import { createServer } from 'node:net'

/** Returns ports on 127.0.0.1 that nobody listens on; another process may still take one first. */
export async function findFreePorts(count: number): Promise<number[]> {
  // Held together, or the same port might be given out twice.
  const held = await Promise.all(Array.from({ length: count }, () => holdPort()))
  await Promise.all(held.map(({ release }) => release()))
  return held.map(({ port }) => port)
}

function holdPort(): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const release = (): Promise<void> =>
        new Promise((done) => {
          server.close(() => {
            done()
          })
        })
      resolve({ port, release })
    })
  })
}

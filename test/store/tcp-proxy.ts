/**
 * How does a test take the database away from a client, and give it back?
 *
 * A proxy on loopback between driver and server. The driver must connect directly: it would else
 * ask the server for its address and go past the proxy.
 */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export interface TcpProxy {
  readonly uri: string
  /** Drops every connection; new ones are accepted. */
  drop(): void
  /** Drops every connection and refuses new ones. */
  cut(): Promise<void>
  /** Lets connections stay open and passes nothing on. */
  freeze(): void
  /** Accepts and passes on again. */
  mend(): Promise<void>
  close(): Promise<void>
}

/** @param serverUri - Connection string of the real server, or of a replica set's one member. */
export async function createTcpProxy(serverUri: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(serverUri)
  const sockets = new Set<Socket>()
  let isFrozen = false
  let server = await listen(0)
  const ownPort = (server.address() as AddressInfo).port

  async function listen(at: number): Promise<Server> {
    const listening = createServer((near) => {
      const far = connect(Number(port), hostname)
      for (const [one, other] of [[near, far] as const, [far, near] as const]) {
        sockets.add(one)
        one.on('data', (bytes) => {
          if (!isFrozen) other.write(bytes)
        })
        one.on('error', () => other.destroy())
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      }
    }).listen(at, '127.0.0.1')
    await new Promise((resolve) => listening.once('listening', resolve))
    return listening
  }

  function drop(): void {
    for (const socket of sockets) socket.destroy()
  }

  async function cut(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    drop()
    await closed
  }

  return {
    uri: `mongodb://127.0.0.1:${ownPort}/?directConnection=true`,
    drop,
    cut,
    freeze() {
      isFrozen = true
    },
    async mend() {
      isFrozen = false
      if (!server.listening) server = await listen(ownPort)
    },
    close: cut,
  }
}

/** What does a browser see behind a proxy that changes addresses? */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Proxy {
  readonly origin: string
  close(): Promise<void>
}

export interface ProxyOptions {
  /** The application's port on this machine. */
  readonly port: number
  /** The path as the browser has it … */
  readonly from: string
  /** … and as the application gets it. */
  readonly to: string
}

export async function startProxy({ port, from, to }: ProxyOptions): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    const isOurs = path === from || path.startsWith(`${from}/`) || path.startsWith(`${from}?`)
    if (!isOurs) {
      outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('the proxy')
      return
    }
    const forwarded = request(
      {
        port,
        host: '127.0.0.1',
        method: incoming.method,
        path: to + path.slice(from.length),
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * How is an application kept from doing what only a running one should?
 *
 * It does not listen: its servers say that they do. It does not end the process: whoever looks at
 * it has not seen it yet. It does connect, or nothing could be said of its database.
 */
import { Server } from 'node:net'

export interface HeldStill {
  /** Servers that wanted to listen. */
  readonly servers: readonly Server[]
  /** The code with which the application wanted to end; undefined if it did not. */
  readonly exitCode: number | undefined
  /** Really ends the process. */
  exit(code: number): void
}

/** Holds everything still that this process loads from now on. */
export function holdStill(): HeldStill {
  const servers: Server[] = []
  let exitCode: number | undefined
  const exit = process.exit.bind(process)

  Server.prototype.listen = function listen(this: Server, ...args: unknown[]) {
    servers.push(this)
    const [callback] = args.filter((argument) => typeof argument === 'function').slice(-1)
    if (callback !== undefined) this.once('listening', callback as () => void)
    setImmediate(() => this.emit('listening'))
    return this
  }
  // Who listens has an address; applications print its port.
  Server.prototype.address = () => ({ address: '127.0.0.1', family: 'IPv4', port: 0 })

  process.exit = (code) => {
    exitCode ??= Number(code ?? process.exitCode ?? 0)
    // What stands behind it must not run either.
    throw new EndedError()
  }
  return {
    servers,
    get exitCode() {
      return exitCode
    },
    exit,
  }
}

/** Thrown where an application ends its process, to stop what comes after. */
export class EndedError extends Error {
  override readonly name = 'EndedError'
}

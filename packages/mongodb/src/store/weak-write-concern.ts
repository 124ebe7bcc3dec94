/**
 * Would a write that the application was told of survive the loss of a server?
 *
 * `critical` promises that no change goes without its event and no event without its change. A
 * write that a new primary never saw takes its event along, after the application was told.
 */
import type { Db, Document } from 'mongodb'
import { runCommand } from './commands.ts'

interface WriteConcern {
  readonly w?: unknown
  readonly j?: unknown
  readonly journal?: unknown
}

/** Returns what is below majority in a client's own settings, in words; undefined where nothing is. */
export function weakClientConcern(client: unknown): string | undefined {
  const { options } = (client ?? {}) as { options?: { writeConcern?: WriteConcern } }
  return weakness(options?.writeConcern ?? {})
}

/**
 * The same, with the server's default where the client says nothing. What may not be read counts
 * as fine: the server's own default is `majority`.
 */
export async function weakWriteConcern(db: Db): Promise<string | undefined> {
  const { client } = db
  const own = weakClientConcern(client)
  const { options } = client as { options?: { writeConcern?: WriteConcern } }
  if (own !== undefined || options?.writeConcern?.w !== undefined) return own
  try {
    const reply = await runCommand(client.db('admin'), { getDefaultRWConcern: 1 })
    const said = reply['defaultWriteConcern'] as Document | undefined
    const weak = weakness(said ?? {})
    return weak === undefined ? undefined : `the server's default ${weak}`
  } catch {
    return undefined
  }
}

function weakness({ w, j, journal }: WriteConcern): string | undefined {
  if (w !== undefined && w !== 'majority') return `w: ${typeof w === 'number' ? w : 'a tag'}`
  return (j ?? journal) === false ? 'j: false' : undefined
}

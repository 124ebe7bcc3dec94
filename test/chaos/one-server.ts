/** Which server do these tests take for their own, and how far may they go with it? */
import { MongoClient } from 'mongodb'
import { testServerUri } from '../support/database.ts'

/** `npm run chaos` starts servers for nobody else and says so. */
export const IS_CHAOS = process.env['AUDIT_CHAOS'] === '1'

export interface Primary {
  readonly client: MongoClient
  readonly host: string
  readonly port: number
}

/** The primary of the test server, through a client that asks for no other. */
export async function findPrimary(): Promise<Primary> {
  const client = await new MongoClient(testServerUri()).connect()
  const { primary } = await client.db('admin').command({ hello: 1 })
  const [host = '127.0.0.1', port = '27017'] = String(primary).split(':')
  return { client, host, port: Number(port) }
}

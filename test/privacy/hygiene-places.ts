/** Everything that a deployment has: raw bytes of every collection, of every file, of every answer. */
import { readdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { MongoClient } from 'mongodb'
import { unzip } from '../requests/unzip.ts'

/** The bytes of every collection of every database whose name begins so, but for these. */
export async function collectionsOf(
  uri: string,
  isLeftOut: (name: string) => boolean = () => false,
): Promise<ReadonlyMap<string, Buffer>> {
  const client = await new MongoClient(uri).connect()
  try {
    const name = client.db().databaseName
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
    const found = new Map<string, Buffer>()
    for (const db of databases.filter((one) => one.name.startsWith(name))) {
      for (const one of await client.db(db.name).listCollections().toArray()) {
        if (isLeftOut(one.name)) continue
        const raw = client.db(db.name).collection(one.name).find({}, { raw: true })
        const parts: Buffer[] = []
        for await (const bytes of raw) parts.push(Buffer.from(bytes as unknown as Uint8Array))
        found.set(`${db.name.slice(name.length)}.${one.name}`, Buffer.concat(parts))
      }
    }
    return found
  } finally {
    await client.close()
  }
}

/** The bytes of every file below a folder, names included. */
export function filesOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Buffer.concat(
    files.flatMap((one) => {
      const path = join(one.parentPath, one.name)
      return [Buffer.from(path), one.isFile() ? readFileSync(path) : Buffer.alloc(0)]
    }),
  )
}

export interface RawAnswer {
  readonly status: number
  readonly type: string
  /** Headers, body and trailers; what was packed is unpacked. */
  readonly bytes: Buffer
}

export interface Listening {
  get(path: string, headers?: Record<string, string>): Promise<RawAnswer>
  close(): Promise<void>
}

/** A server of one's own, whose answers are seen as they come over the wire. */
export async function listen(app: RequestListener): Promise<Listening> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    async get(path, headers = {}) {
      const url = `http://127.0.0.1:${port}${path}`
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(url, { headers: { 'accept-encoding': 'gzip, br', ...headers } }, resolve).once(
          'error',
          reject,
        )
      })
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const { statusCode = 0, headers: given, rawHeaders, trailers } = response
      const body = unpacked(Buffer.concat(chunks), given['content-encoding'])
      const around = JSON.stringify([rawHeaders, trailers])
      return {
        status: statusCode,
        type: String(given['content-type']),
        bytes: Buffer.concat([Buffer.from(around), body]),
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const UNPACK: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  deflate: inflateSync,
}

function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  const plain = encoding === undefined ? body : (UNPACK[encoding]?.(body) ?? body)
  const isZip = plain.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))
  return isZip ? Buffer.from(JSON.stringify(unzip(plain))) : plain
}

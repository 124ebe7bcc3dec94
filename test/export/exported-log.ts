/** An application with a log of known events and its admin router, on a real server. */
import type { Server } from 'node:http'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createIdSource, sealEvent } from '@rastro/core'
import type { AuditEvent, ReadEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import type { AuditOptions, Authorization } from 'rastro'
import { EXPRESS } from '../admin/admin-app.ts'
import type { ExpressVersion } from '../admin/admin-app.ts'
import { createAuditedMongoose } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'
import { until } from '../sequencer/until.ts'

export type Sample = { readonly [K in keyof AuditEvent]?: AuditEvent[K] | undefined }

export interface ExportedLog extends AuditedMongoose {
  readonly app: ReturnType<(typeof EXPRESS)[5]>
  readonly address: string
  /** Who asks, from now on. */
  allow(given: Authorization): void
  add(...samples: readonly Sample[]): Promise<readonly string[]>
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  /** Begins to read an answer, as slowly as the caller likes. */
  open(path: string): Promise<IncomingMessage>
  /** The event of an export with these details, which comes once the file has left. */
  exported(details: Readonly<Record<string, unknown>>): Promise<ReadEvent>
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly trailers: IncomingMessage['trailers']
  readonly text: string
}

export async function openExportedLog(
  options: Partial<AuditOptions> & { readonly express?: ExpressVersion } = {},
): Promise<ExportedLog> {
  const { express: version = 5, ...audited } = options
  const one = createAuditedMongoose('mongoose', { spool: false, ...audited })
  const { audit, mongoose } = one
  let grant: Authorization = true
  const app = EXPRESS[version]()
  app.use(audit.context())
  app.use('/audit', audit.router({ authorize: () => grant }))
  await one.connect()
  const store = createMongoStore({
    database: () => mongoose.connection.db as never,
    bson: mongoose.mongo,
  })
  await store.prepare()
  const ids = createIdSource()
  const server = await listening(app)
  const { port } = server.address() as AddressInfo
  return {
    ...one,
    app,
    address: `http://127.0.0.1:${port}`,
    allow(given) {
      grant = given
    },
    async add(...samples) {
      const events = samples.map((sample) =>
        sealEvent(defined({ ...ordinary(), ...sample }), { id: ids(), now: new Date() }),
      )
      for (let first = 0; first < events.length; first += 1_000) {
        await store.append(events.slice(first, first + 1_000))
      }
      return events.map(({ _id }) => _id)
    },
    async get(path, headers = {}) {
      return whole(await asked(port, path, headers))
    },
    open: (path) => asked(port, path, {}),
    exported: (details) =>
      until(async () => {
        await audit.flush()
        const { events } = await audit.find({ type: 'audit.log.exported' }, { limit: 500 })
        const wanted = Object.entries(details)
        return events.find((event) =>
          wanted.every(([key, value]) => event.details?.[key] === value),
        )
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await one.close()
    },
  }
}

export async function listening(app: {
  listen: (port: number, host: string) => Server
}): Promise<Server> {
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

export function asked(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, headers, host: '127.0.0.1', agent: false })
    request.on('response', resolve).on('error', reject).end()
  })
}

/** Rejects where the answer breaks off. */
export async function whole(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const { statusCode: status = 0, headers, trailers } = response
  return { status, headers, trailers, text: Buffer.concat(chunks).toString() }
}

function ordinary(): AuditEvent {
  return {
    v: 1,
    tenant: 'default',
    at: new Date('2026-03-31T12:00:00.000Z'),
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
    target: { type: 'Ticket', id: 't-1', name: 'Broken printer' },
    origin: { ip: '192.0.2.7' },
  }
}

function defined(sample: Sample): AuditEvent {
  const known = Object.entries(sample).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as unknown as AuditEvent
}

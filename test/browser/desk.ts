/**
 * Which application does the browser visit? A help desk whose log is filled with one day, on a real
 * database, with the page mounted as its documentation says and people who may do different things.
 */
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from '@jest/globals'
import { createIdSource, sealEvent } from '@rastro/core'
import type { AuditEvent } from '@rastro/core'
import { createMongoStore } from '@rastro/mongodb'
import express5 from 'express'
import type { Express, Request } from 'express'
import { createAudit } from 'rastro'
import type { Audit, Authorization, RouterOptions } from 'rastro'
import { helpdesk } from 'rastro/helpdesk'
import { openTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'
import { recordedDay } from './recorded-day.ts'
import type { DayEvent } from './recorded-day.ts'

const require = createRequire(import.meta.url)

// The alias has no types of its own; what is used here is the same in both.
export const EXPRESS = { 4: require('express4') as typeof express5, 5: express5 } as const

/** Who may do what: the cookie `desk` holds one of these names. */
export const PEOPLE = {
  /** Everything, reverting included. */
  admin: { can: ['read', 'configure', 'export', 'revert'] },
  /** Reads and nothing else. */
  reader: { can: ['read'] },
  /** Answers what persons ask about their data. */
  officer: { can: ['read', 'requests'] },
  /** Sees what Bruno did. */
  scoped: { scope: { actor: { email: 'bruno@example.com' } } },
  /** Signed in, and not allowed to read the log. */
  denied: false,
} as const satisfies Record<string, Authorization>

export type Person = keyof typeof PEOPLE

export interface DeskOptions {
  readonly express?: 4 | 5
  /** Default `/admin/audit`. */
  readonly mount?: string
  /** Default `America/Sao_Paulo`. */
  readonly zone?: string
  /** What is in the log. Default {@link recordedDay}. */
  readonly events?: readonly DayEvent[]
  /** Places that are on beside the mandatory ones. Default: clients, tickets, chats. */
  readonly places?: readonly string[]
  readonly router?: Partial<RouterOptions>
  /** Runs before the router is mounted. */
  readonly before?: (app: Express) => void
  /** Mounts the router elsewhere, or several times. */
  readonly wrap?: (app: Express, audit: Audit, options: RouterOptions<Request>) => void
}

export interface Desk {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly port: number
  readonly audit: Audit
  /** The application's own database, for records that are really written. */
  readonly db: TestDatabase['db']
  /** The address of a screen, e.g. `url('events?op=delete')`. */
  url(path?: string): string
  /** Id of an event of the day by its name there. */
  id(name: string): string
  /** Appends events as if they happened now, or at their own `at`; returns their ids. */
  add(...events: readonly DayEvent[]): Promise<readonly string[]>
  /** Waits until the log has begun to number its events: before, nothing can be read live. */
  numbered(): Promise<void>
  close(): Promise<void>
}

/** Call it at the top of a test file; what it returns answers while tests run. */
export function useDesk(options: DeskOptions = {}): () => Desk {
  let desk: Desk | undefined
  beforeAll(async () => {
    desk = await startDesk(options)
  })
  afterAll(() => desk?.close())
  return () => {
    if (desk === undefined) throw new Error('the desk is open while tests run, not before')
    return desk
  }
}

export async function startDesk(options: DeskOptions = {}): Promise<Desk> {
  const { mount = '/admin/audit', zone = 'America/Sao_Paulo' } = options
  const database = await openTestDatabase()
  const store = createMongoStore({ database: () => database.db })
  await store.prepare()
  const ids = createIdSource()
  const named = new Map<string, string>()

  async function add(...events: readonly DayEvent[]): Promise<readonly string[]> {
    const sealed = events.map(({ key, ...event }) => {
      const id = ids()
      if (key !== undefined) named.set(key, id)
      const whole: AuditEvent = { ...ordinary(), ...event }
      return sealEvent(whole, { id, now: whole.at })
    })
    await store.append(sealed)
    return sealed.map(({ _id }) => _id)
  }
  await add(...(options.events ?? recordedDay()))

  const said: string[] = []
  const log = { info: (line: string) => said.push(line), warn: (line: string) => said.push(line) }
  const on = options.places ?? ['clients', 'tickets', 'chats']
  const audit = createAudit({
    client: database.client,
    db: database.db,
    catalogs: [helpdesk],
    places: Object.fromEntries(on.map((place) => [place, true])),
    zone,
    spool: false,
    log,
  })
  const app = EXPRESS[options.express ?? 5]()
  options.before?.(app)
  app.use(audit.context({ actor: actorOf }))
  const authorize = (req: Request): Authorization => {
    const person = personOf(req)
    return person === undefined ? null : PEOPLE[person]
  }
  const routerOptions = { title: 'Help desk', ...options.router, authorize }
  if (options.wrap === undefined) app.use(mount, audit.router<Request>(routerOptions))
  else options.wrap(app, audit, routerOptions)
  app.get('/sign-in', (req, res) => {
    const next = String(req.query['next'] ?? '/')
    res.cookie('desk', 'admin').redirect(next.startsWith('/') ? next : '/')
  })
  app.use((_req, res) => {
    res.status(404).type('text').send('the application')
  })
  const server = await listen(app)
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const root = `${origin}${mount === '/' ? '' : mount}/`
  const apiRoot = `${root}api`

  return {
    origin,
    port,
    audit,
    db: database.db,
    add,
    url: (path = '') => root + path,
    id(name) {
      const id = named.get(name)
      if (id === undefined) throw new Error(`no event of the day is called ${name}`)
      return id
    },
    async numbered() {
      const headers = { cookie: 'desk=admin' }
      for (;;) {
        const answer = await fetch(`${apiRoot}/events?limit=1&order=oldest`, { headers })
        const { sequencedUpTo } = (await answer.json()) as { sequencedUpTo: number | null }
        if (sequencedUpTo !== null) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await audit.close()
      await database.close()
    },
  }
}

function personOf(req: {
  readonly headers: { readonly cookie?: string | undefined }
}): Person | undefined {
  const value = /(?:^|;\s*)desk=(\w+)/.exec(req.headers.cookie ?? '')?.[1]
  return value !== undefined && Object.hasOwn(PEOPLE, value) ? (value as Person) : undefined
}

function actorOf(req: { readonly headers: { readonly cookie?: string | undefined } }) {
  const person = personOf(req)
  if (person === undefined) return undefined
  return { type: 'agent', id: person, name: `The ${person}`, email: `${person}@example.com` }
}

function ordinary(): AuditEvent {
  return {
    v: 1,
    tenant: 'default',
    at: new Date(),
    type: 'clients.updated',
    operation: 'update',
    place: 'clients',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
  }
}

function listen(app: Express): Promise<Server> {
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** An application with the admin router mounted, over a log in memory. */
import { createRequire } from 'node:module'
import { createAdminRouter } from '@rastro/admin'
import type { AdminRouterOptions } from '@rastro/admin'
import {
  createCatalog,
  createContextKeeper,
  createIdSource,
  createMemoryStore,
  createPolicyService,
  createReader,
  createRecorder,
  sealEvent,
} from '@rastro/core'
import type { AuditEvent, EventStore, PolicyService } from '@rastro/core'
import express5 from 'express'
import type { Express } from 'express'

const require = createRequire(import.meta.url)

// The alias has no types of its own; what is used here is the same in both.
export const EXPRESS = { 4: require('express4') as typeof express5, 5: express5 } as const

export type ExpressVersion = keyof typeof EXPRESS

export const NOW = new Date('2026-03-31T12:00:00.000Z')
export const TICKET = { type: 'Ticket', id: '65f000000000000000000001', name: 'Broken printer' }

export const catalog = createCatalog([
  {
    name: 'test',
    places: {
      tickets: {
        label: { en: 'Tickets', 'pt-BR': 'Chamados' },
        section: { en: 'Support' },
        operations: ['create', 'update', 'delete', 'bulk-delete'],
      },
      clients: { label: { en: 'Clients' }, operations: ['create', 'update'], personal: true },
      account: { label: { en: 'Account' }, operations: ['update'], mandatory: true },
    },
  },
])

/** Fields of an event; one that is set to undefined is left out. */
export type Sample = { readonly [K in keyof AuditEvent]?: AuditEvent[K] | undefined }

export interface AdminApp {
  readonly app: Express
  readonly store: EventStore
  readonly policy: PolicyService
  readonly warnings: readonly string[]
  /** Moves the clock. */
  readonly setNow: (now: Date) => void
  readonly add: (...samples: readonly Sample[]) => Promise<readonly string[]>
  /** Views of the log that were recorded, oldest first. */
  readonly views: (tenant?: string) => Promise<readonly AuditEvent[]>
}

export interface AppOptions {
  readonly express?: ExpressVersion
  /** Default `/admin/audit`. */
  readonly mount?: string
  readonly authorize?: AdminRouterOptions['authorize']
  /** Runs before the router is mounted, on the same application. */
  readonly before?: (app: Express, express: typeof express5) => void
  /** Wraps what the router is mounted on, e.g. in routers of its own. */
  readonly wrap?: (app: Express, handler: ReturnType<typeof createAdminRouter>) => void
  readonly options?: Partial<AdminRouterOptions>
  /** Without the audit's own context middleware. */
  readonly withoutContext?: boolean
}

export function createApp(given: AppOptions = {}): AdminApp {
  const { express: version = 5, mount = '/admin/audit', authorize = () => true } = given
  const express = EXPRESS[version]
  let now = NOW
  const clock = { now: () => now }
  const warnings: string[] = []
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) }
  const store = createMemoryStore()
  const keeper = createContextKeeper()
  const ids = createIdSource()
  const recorder = createRecorder({
    tenant: 'acme',
    catalog,
    policy: () => policy,
    store,
    keeper,
    clock,
    ids,
    log,
  })
  const policy: PolicyService = createPolicyService({
    store,
    catalog,
    clock,
    logger: log,
    sealChange: (type, change) => recorder.sealChange(type, change),
  })
  const handler = createAdminRouter({
    authorize,
    reader: createReader({ store, catalog, clock, zone: 'America/Sao_Paulo' }),
    policy,
    ...(store.personal === undefined ? {} : { personal: store.personal }),
    record: recorder.record,
    catalog,
    keeper,
    clock,
    zone: 'America/Sao_Paulo',
    version: '0.1.0',
    tenant: 'acme',
    log,
    ...given.options,
  })

  const app = express()
  if (given.withoutContext !== true) {
    app.use((req, _res, next) => {
      const name = req.get('x-test-user') ?? 'Ana Souza'
      keeper.run(
        {
          actor: () => ({ type: 'agent', id: name.toLowerCase(), name }),
          origin: () => ({ ip: '192.0.2.7' }),
          request: () => ({ id: 'request-1' }),
        },
        next,
      )
    })
  }
  given.before?.(app, express)
  if (given.wrap === undefined) app.use(mount, handler)
  else given.wrap(app, handler)
  app.use((_req, res) => {
    res.status(404).send('the host application')
  })

  return {
    app,
    store,
    policy,
    warnings,
    setNow: (next) => {
      now = next
    },
    async add(...samples) {
      const events = samples.map((sample) =>
        sealEvent({ ...ordinaryEvent(), ...sample } as AuditEvent, { id: ids(), now }),
      )
      await store.append(events)
      return events.map(({ _id }) => _id)
    },
    async views(tenant = 'acme') {
      const filter = { tenant, places: ['audit.log'] }
      const found = await store.findByTime({ filter, order: 'oldest', limit: 1000 })
      return found.map(({ e }) => e)
    },
  }
}

/** The headers without which no write is taken. */
export const WRITE = { 'Content-Type': 'application/json', 'X-Audit-Request': '1' }

export function ordinaryEvent(): AuditEvent {
  return {
    v: 1,
    tenant: 'acme',
    at: NOW,
    type: 'tickets.updated',
    operation: 'update',
    place: 'tickets',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', id: 'u-1', name: 'Ana Souza', email: 'ana@example.com' },
    target: TICKET,
  }
}

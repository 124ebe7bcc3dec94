/** What do all handlers work with, and what do they know of one visit? */
import type {
  AuditReader,
  Catalog,
  Clock,
  CompletenessFunction,
  ContextKeeper,
  ExportGate,
  Language,
  PersonalStore,
  PolicyService,
  ReadAccess,
  RecordLinks,
  SendExport,
  SplitRequest,
  SubjectRequests,
  TimeTravel,
} from '@rastro/core'
import type { Access } from '../access/authorize.ts'
import type { Wording } from '../answers/event-json.ts'
import type { AdminRequest, Answer } from '../http/exchange.ts'
import type { HostLinks } from '../links/host-links.ts'
import type { PersonLooks } from '../looking/person-looks.ts'
import type { Looking, Viewer } from '../looking/looking.ts'

export interface Service {
  readonly reader: AuditReader
  /** The same, for what is nobody's look at a person: what somebody is called. */
  readonly unwatched: AuditReader
  /** Tells whose data was looked at, where it is known whose it is. */
  readonly looks: PersonLooks | undefined
  readonly policy: PolicyService
  /** The past of records, where it is at hand. */
  readonly past: TimeTravel | undefined
  /** How complete the log is, where that is at hand; it speaks of `tenant` alone. */
  readonly completeness: CompletenessFunction | undefined
  /** What people arranged for themselves, where it can be kept. */
  readonly personal: PersonalStore | undefined
  /** Where in the application records, people and organizations are. */
  readonly links: HostLinks
  readonly recordLinks: RecordLinks | undefined
  /** What persons ask about their data, where that is handled. */
  readonly requests: SubjectRequests | undefined
  readonly keeper: ContextKeeper
  /** How files leave, and how many at once; without it nothing is exported. */
  readonly exports: Exports | undefined
  /** The router's own. */
  readonly tenant: string
  readonly clock: Clock
  readonly catalog: Catalog
  readonly looking: Looking
  readonly languages: readonly Language[]
  readonly zone: string
  readonly version: string
  readonly title: string | undefined
  /** The API's own description, which is made of the routes. */
  readonly openApi: Answer
}

/** What an export needs of the framework and of the process. */
export interface Exports {
  readonly send: SendExport
  readonly gate: ExportGate
}

/** One request of somebody who may make it, with its parameters read. */
export interface Visit {
  readonly request: AdminRequest
  readonly access: Access
  readonly language: Language
  /** Values of the path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly given: SplitRequest
  /** Query keys that are a route's own. */
  readonly own: ReadonlyMap<string, string>
}

export type Handler = (visit: Visit, service: Service) => Promise<Answer>

export function readAccess({ tenant, scope }: Access): ReadAccess {
  return { tenant, ...(scope === undefined ? {} : { scope }) }
}

export function viewerOf({ access, request }: Visit): Viewer {
  return { tenant: access.tenant, remoteAddress: request.remoteAddress }
}

export function wordingOf({ language }: Visit, { catalog, zone }: Service): Wording {
  return { catalog, language, zone }
}

/** How does an audit handle what persons ask about their data, and what of that is its own door? */
import type {
  EraseSubject,
  EventStore,
  IdSource,
  Logger,
  Clock,
  ContextKeeper,
  ListRequests,
  OpenRequest,
  PersonalData,
  RecordFunction,
  Recorder,
  Sealing,
  SubjectRequests,
} from '@rastro/core'
import { createSealingRequests, createSubjectRequests, deadlineRule } from '@rastro/core'
import { createMongoRequests } from '@rastro/mongodb'
import type { MongoRequestOptions } from '@rastro/mongodb'
import type { Connections } from './connections.ts'
import type { RequestOptions } from './request-options.ts'

const DEFAULT_LINK_HOURS = 72

/** Requests of this audit's tenant, from code. */
export type AuditRequests = {
  readonly [
    K in 'verify' | 'merge' | 'extend' | 'decide' | 'complete' | 'withdraw' | 'renewLink'
  ]: (id: string, step: Parameters<SubjectRequests[K]>[2]) => ReturnType<SubjectRequests[K]>
} & {
  open(request: OpenRequest): ReturnType<SubjectRequests['open']>
  list(ask?: ListRequests): ReturnType<SubjectRequests['list']>
  get(id: string): ReturnType<SubjectRequests['get']>
  /** Numbers of the requests opened in a period; `before` is exclusive. */
  figures(period: {
    readonly from: Date
    readonly before: Date
  }): ReturnType<SubjectRequests['figures']>
}

/** What the workflow is made of. */
export interface RequestParts {
  readonly options: RequestOptions | undefined
  readonly connections: Connections
  readonly sealing: Pick<Sealing, 'seal' | 'sealText' | 'openTexts'>
  readonly store: Pick<EventStore, 'append'>
  readonly makeEvent: Recorder['sealRecord']
  readonly personal: PersonalData
  readonly record: RecordFunction
  readonly keeper: ContextKeeper
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly zone: string
  readonly tenant: string
  readonly eraseSubject?: EraseSubject
}

/** The workflow for the doors, and the same for code. */
export function createRequests(parts: RequestParts): {
  readonly service: SubjectRequests
  readonly door: AuditRequests
} {
  const { options = {}, connections, personal, tenant } = parts
  const usual = deadlineRule(options.deadline, 'requests.deadline')
  const service = createSubjectRequests({
    store: createSealingRequests(
      createMongoRequests({
        // The application's own driver, whichever version's types it has.
        database: ((client?: unknown) =>
          connections.database(client)) as MongoRequestOptions['database'],
        append: (events, transaction) =>
          parts.store.append(events, transaction === undefined ? {} : { transaction }),
      }),
      parts.sealing,
    ),
    record: parts.record,
    makeEvent: parts.makeEvent,
    keeper: parts.keeper,
    clock: parts.clock,
    ids: parts.ids,
    log: parts.log,
    zone: parts.zone,
    persons: personal,
    ruleOf(kind) {
      const own = options.deadlines?.[kind]
      return own === undefined ? usual : deadlineRule(own, `requests.deadlines.${kind}`)
    },
    linkHours: options.linkHours ?? DEFAULT_LINK_HOURS,
    url: options.url,
    onRequestReady: options.onRequestReady?.bind(options),
    eraseSubject: parts.eraseSubject,
  })
  const access = { tenant }
  const door: AuditRequests = {
    open: (request) => service.open(access, request),
    list: (ask) => service.list(access, ask),
    get: (id) => service.get(access, id),
    verify: (id, step) => service.verify(access, id, step),
    merge: (id, step) => service.merge(access, id, step),
    extend: (id, step) => service.extend(access, id, step),
    decide: (id, step) => service.decide(access, id, step),
    complete: (id, step) => service.complete(access, id, step),
    withdraw: (id, step) => service.withdraw(access, id, step),
    renewLink: (id, step) => service.renewLink(access, id, step),
    figures: (period) => service.figures(access, period),
  }
  return { service, door }
}

/** Which doors has a person to what the audit holds of them, and how does it say who looked? */
import type { IncomingMessage } from 'node:http'
import { createSubjectRouter, SUBJECT_ROUTER_OPTIONS } from '@rastro/admin'
import type { AdminHandler, HostRequest, SubjectRouterOptions } from '@rastro/admin'
import { checkOptions, idText } from '@rastro/core'
import type { Protection } from './keys/protection.ts'
import { createLooked } from './looked.ts'
import type { LookedFunction } from './looked.ts'
import { createRequests } from './requests.ts'
import type { AuditRequests, RequestParts } from './requests.ts'

/** What the application says of a person's own page and API. */
export type OwnRouterOptions<Request extends IncomingMessage = HostRequest> = Pick<
  SubjectRouterOptions<Request>,
  (typeof SUBJECT_ROUTER_OPTIONS)[number]
>

/** What the doors are made of. */
export type OwnDoorParts = Omit<RequestParts, 'eraseSubject'> &
  Pick<SubjectRouterOptions, 'reader' | 'exports' | 'catalog' | 'language'> & {
    readonly eraseAll: ReturnType<Protection['erasure']>['eraseAll']
  }

/** A person's side of the audit. */
export interface OwnDoors {
  readonly service: ReturnType<typeof createRequests>['service']
  readonly requests: AuditRequests
  readonly looked: LookedFunction
  readonly subjectRouter: <Request extends IncomingMessage = HostRequest>(
    options: OwnRouterOptions<Request>,
  ) => AdminHandler
}

/** Of what an erasure says of itself. */
const MAX_REASON_CHARS = 1_000

/** Makes them. */
export function createOwnDoors(parts: OwnDoorParts): OwnDoors {
  const { reader, exports, catalog, language, eraseAll, ...shared } = parts
  const { record, personal, keeper, clock, zone, tenant, log } = shared
  const { service, door } = createRequests({
    ...shared,
    async eraseSubject(subjects, { tenant: whose, reason, method, certified }) {
      await eraseAll(whose, {
        subjects,
        reason: reason.slice(0, MAX_REASON_CHARS),
        method,
        certified: ({ id, subject }) => certified(id ?? idText(subject.id)),
      })
    },
  })
  return {
    service,
    requests: door,
    looked: createLooked(record),
    subjectRouter(own) {
      checkOptions('audit.subjectRouter', own ?? {}, SUBJECT_ROUTER_OPTIONS)
      return createSubjectRouter({
        ...own,
        requests: service,
        reader,
        personal,
        exports,
        catalog,
        keeper,
        clock,
        zone,
        tenant,
        log,
        ...(language === undefined ? {} : { language }),
      })
    },
  }
}

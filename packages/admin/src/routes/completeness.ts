/** How complete is the log? Numbers of all of it, and so for nobody who sees a part. */
import { AuditError, parseQuery } from '@rastro/core'
import type { CompletenessFunction, CompletenessPeriod } from '@rastro/core'
import { completenessJson } from '../answers/completeness-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { readAccess } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET completeness?from&to`. No event is shown: it is no look at the log. */
export const readCompleteness: Handler = async (visit, service) => {
  const ask = completenessOf(visit, service)
  return jsonAnswer(200, completenessJson(await ask(periodOf(visit, service))))
}

/** One watcher counts a whole database in the name of one tenant: to others there is none. */
function completenessOf(
  { access }: Visit,
  { completeness, tenant }: Service,
): CompletenessFunction {
  if (completeness === undefined || access.tenant !== tenant || access.scope !== undefined) {
    throw notFound('how complete the log is cannot be told here')
  }
  return completeness
}

function periodOf({ access, given }: Visit, service: Service): CompletenessPeriod {
  const { catalog, clock, zone } = service
  const now = clock.now()
  const context = { access: readAccess(access), catalog, now, zone }
  const { from, before } = parseQuery(given.query, context).filter
  if (from !== undefined && from >= (before ?? now)) {
    throw new AuditError('AUDIT_QUERY_INVALID', 'from: lies in the future', { field: 'from' })
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(before === undefined ? {} : { to: before }),
  }
}

/** The audit configuration: read, and changed only from the version that was read. */
import { AuditError } from '@rastro/core'
import type { JsonValue, PolicyChange, PolicyView } from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { policyJson } from '../answers/policy-json.ts'
import { personJson } from '../answers/rollup-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { tryIfMatch, versionTag } from '../http/if-match.ts'
import { Refusal, denied } from '../http/refusal.ts'
import { readAccess, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

/** `GET config`. */
export const readConfig: Handler = async (visit, service) => {
  assertMayReadConfig(visit)
  return answer(await service.policy.view(visit.access.tenant), visit, service)
}

/** `PUT config`. What the body leaves out stays as it is; the policy records the change. */
export const changeConfig: Handler = async (visit, service) => {
  const { access, request } = visit
  assertOwnWrite(request)
  try {
    const expected = readIfMatch(request.header('if-match'), access.tenant)
    // The policy checks what came, to the last key: nothing is known of it here.
    const change = (await request.json()) as PolicyChange
    return answer(await service.policy.change(access.tenant, change, expected), visit, service)
  } catch (error) {
    if (!AuditError.is(error) || error.code !== 'AUDIT_CONFIG_CONFLICT') throw error
    throw await withWinner(error, visit, service)
  }
}

/** Who sees a part of the log sees the configuration only if they may change it. */
export function assertMayReadConfig({ access }: Visit): void {
  if (access.scope !== undefined && !access.can.has('configure')) throw denied('configure')
}

function answer(view: PolicyView, visit: Visit, service: Service): Answer {
  return jsonAnswer(200, policyJson(view, wordingOf(visit, service)), {
    ETag: versionTag(visit.access.tenant, view.version),
  })
}

function readIfMatch(header: string | undefined, tenant: string): number {
  const expected = tryIfMatch(header, tenant)
  if (expected !== undefined) return expected
  throw new Refusal(
    'AUDIT_PRECONDITION_REQUIRED',
    "a change needs 'If-Match' with the ETag of the configuration that was read",
    { status: 428 },
  )
}

/** Says who was faster, as far as the asker may know of it. */
async function withWinner(
  error: AuditError,
  { access }: Visit,
  { reader }: Service,
): Promise<Refusal> {
  const query = { type: 'audit.configuration.updated' }
  const found = await reader
    .find(readAccess(access), query, { limit: 1 })
    // The conflict is what has to be told.
    .catch(() => ({ events: [] }))
  const [event] = found.events
  const version = event?.details?.['version']
  const conflict: JsonValue =
    event === undefined
      ? null
      : {
          at: event.at.toISOString(),
          by: personJson(event.actor),
          event: event.id,
          ...(typeof version === 'number' ? { version } : {}),
        }
  return new Refusal('AUDIT_CONFIG_CONFLICT', error.message, { status: 412, conflict })
}

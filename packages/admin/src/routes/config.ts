/** The audit configuration: read, and changed only from the version that was read. */
import type { PolicyChange, PolicyView } from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { policyJson, policyTag } from '../answers/policy-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { Refusal, denied, requestInvalid } from '../http/refusal.ts'
import type { Handler } from './service.ts'

/** `GET config`. Who sees a part of the log sees the configuration only if they may change it. */
export const readConfig: Handler = async ({ access }, { policy }) => {
  if (access.scope !== undefined && !access.can.has('configure')) throw denied('configure')
  return answer(access.tenant, await policy.view(access.tenant))
}

/** `PUT config`. What the body leaves out stays as it is; the policy records the change. */
export const changeConfig: Handler = async ({ access, request }, { policy }) => {
  assertOwnWrite(request)
  const expected = readIfMatch(request.header('if-match'), access.tenant)
  // The policy checks what came, to the last key: nothing is known of it here.
  const change = (await request.json()) as PolicyChange
  return answer(access.tenant, await policy.change(access.tenant, change, expected))
}

function answer(tenant: string, view: PolicyView): Answer {
  return jsonAnswer(200, policyJson(view), { ETag: policyTag(tenant, view.version) })
}

/** The version that an `If-Match` names. Proxies that compress make a tag weak; it stays exact. */
function readIfMatch(header: string | undefined, tenant: string): number {
  if (header === undefined || header.trim() === '' || header.trim() === '*') {
    throw new Refusal(
      'AUDIT_PRECONDITION_REQUIRED',
      "a change needs 'If-Match' with the ETag of the configuration that was read",
      { status: 428 },
    )
  }
  const tag = header.trim().replace(/^W\//, '')
  const match = /^"v(\d{1,9})-[0-9a-f]{8}"$/.exec(tag)
  if (match === null) {
    // Another kind of tag is one that never matches; several are more than anybody has read.
    if (/^"[\x21\x23-\x7e]*"$/.test(tag)) throw conflict()
    throw requestInvalid(400, "'If-Match' must be one ETag")
  }
  const version = Number(match[1])
  if (tag !== policyTag(tenant, version)) throw conflict()
  return version
}

function conflict(): Refusal {
  return new Refusal(
    'AUDIT_CONFIG_CONFLICT',
    'the configuration was changed since it was read: read it again',
    { status: 412 },
  )
}

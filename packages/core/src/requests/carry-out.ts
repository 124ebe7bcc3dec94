/**
 * How is an approved erasure carried out, so that nobody refuses what is destroyed by now?
 *
 * It is said first that it begins, then the person is erased by every id, and each certificate is
 * kept as it comes. Two may be at it at once: what either destroyed stays said. That it is done, and
 * in which words, is left to the service.
 */
import { AuditError } from '../errors/audit-error.ts'
import type { Clock } from '../environment/environment.ts'
import { conflict } from './request-refusals.ts'
import { withCertificate, withoutWords } from './request-words.ts'
import type { EraseSubject } from './requests.ts'
import { peopleOf } from './subject-request.ts'
import type { RequestStore, SubjectRequest } from './subject-request.ts'

interface CarryOutParts {
  readonly store: RequestStore
  readonly clock: Clock
  readonly eraseSubject?: EraseSubject | undefined
}

const MAX_TRIES = 5
const NOTHING_ERASED: ReadonlySet<string> = new Set([
  'AUDIT_ERASURE_HELD',
  'AUDIT_ERASURE_UNAVAILABLE',
])

/**
 * @returns The request with its certificates.
 * @throws AuditError `AUDIT_ERASURE_HELD`, `AUDIT_ERASURE_UNAVAILABLE`,
 * `AUDIT_SUBJECT_REQUEST_CONFLICT`
 */
export async function carryOut(
  before: SubjectRequest,
  parts: CarryOutParts,
): Promise<SubjectRequest> {
  const begun = await begin(before, parts)
  return erase(begun, parts).catch(async (error: unknown) => {
    // One that began earlier may have destroyed keys, and ended before it could say so.
    const isFirst = before.erasingSince === undefined
    const isNothing = AuditError.is(error) && NOTHING_ERASED.has(error.code)
    if (isFirst && isNothing) await giveUp(begun, parts)
    throw error
  })
}

/** Nobody may refuse what is being destroyed: it is said first, over the version that was read. */
async function begin(
  before: SubjectRequest,
  { store, clock }: CarryOutParts,
): Promise<SubjectRequest> {
  const { erasingSince = clock.now(), version } = before
  const begun = { ...before, erasingSince, version: version + 1 }
  if (!(await store.replace(begun))) throw conflict()
  return begun
}

async function erase(
  request: SubjectRequest,
  { store, eraseSubject }: CarryOutParts,
): Promise<SubjectRequest> {
  if (eraseSubject === undefined) {
    throw new AuditError(
      'AUDIT_ERASURE_UNAVAILABLE',
      'values cannot be erased here: the audit has no keys of persons',
    )
  }
  // The certificate stays: in words of somebody's there may be whom it is about.
  const reason = `request ${request.id}`
  const method = request.decision?.method ?? 'deleted'
  let now = request
  await eraseSubject(peopleOf(request), {
    tenant: request.tenant,
    reason,
    method,
    async certified(certificate) {
      now = await certify(store, { request: now, certificate })
    },
  })
  return now
}

/** Keys are gone by now: whoever else changes the request, the certificate must stay. */
async function certify(
  store: RequestStore,
  { request, certificate }: { readonly request: SubjectRequest; readonly certificate: string },
): Promise<SubjectRequest> {
  let now: SubjectRequest | undefined = request
  for (let tries = 1; tries <= MAX_TRIES && now !== undefined; tries += 1) {
    // What anybody wrote is gone as well: put back, it would be kept under a new key.
    const next = withCertificate(withoutWords(now), certificate)
    if (await store.replace(next)) return next
    now = await store.get(request.tenant, request.id)
  }
  throw conflict()
}

/** Nothing was destroyed and it may be refused again, unless the version is a later one. */
async function giveUp(begun: SubjectRequest, { store }: CarryOutParts): Promise<void> {
  const { erasingSince: _, ...rest } = begun
  await store.replace({ ...rest, version: begun.version + 1 })
}

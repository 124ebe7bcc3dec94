/**
 * What becomes of what a person wrote to us, once the person is forgotten?
 *
 * All words go from every request of theirs and from every other that names them as another id of
 * the same person, also those of whoever handled it; that there were requests, and what was decided,
 * stays.
 */
import { AuditError } from '../errors/audit-error.ts'
import { everyRequest } from './every-request.ts'
import { tryWordsOf, withoutWords } from './request-words.ts'
import type { RequestStore, SubjectKey, SubjectRequest } from './subject-request.ts'

const MAX_TRIES = 5

/** @throws AuditError `AUDIT_SUBJECT_REQUEST_CONFLICT` if others keep changing a request. */
export async function forgetWords(
  store: RequestStore,
  tenant: string,
  { subjects }: { readonly subjects: readonly SubjectKey[] },
): Promise<void> {
  for await (const { id } of everyRequest(store, tenant, { naming: subjects })) {
    let tries = 1
    while (!(await tryForget(store, await store.get(tenant, id)))) {
      if (tries === MAX_TRIES) throw conflict()
      tries += 1
    }
  }
}

/** False if somebody changed the request meanwhile. */
async function tryForget(store: RequestStore, one: SubjectRequest | undefined): Promise<boolean> {
  if (one === undefined || tryWordsOf(one) === undefined) return true
  return store.replace({ ...withoutWords(one), version: one.version + 1 })
}

function conflict(): AuditError {
  return new AuditError(
    'AUDIT_SUBJECT_REQUEST_CONFLICT',
    'a request of the person kept changing while its words were forgotten: erase again',
  )
}

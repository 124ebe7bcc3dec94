/** Whose arrangements does this visit read and change, and where are they? */
import { tryPerson } from '../access/person.ts'
import { notFound } from '../http/refusal.ts'
import type { Keeping } from '../personal/personal-part.ts'
import type { Service, Visit } from './service.ts'

export async function keepingOf({ access, request }: Visit, service: Service): Promise<Keeping> {
  const { personal, keeper } = service
  if (personal === undefined) throw notFound('nothing is kept per person here')
  return {
    store: personal,
    tenant: access.tenant,
    person: await tryPerson(access, keeper),
    ifMatch: request.header('if-match'),
  }
}

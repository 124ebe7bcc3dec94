/** Which requests are there, however many? Read in pages, newest first. */
import type { RequestFilter, RequestStore, SubjectRequest } from './subject-request.ts'

const PAGE = 500

/** Yields every request of a tenant that the filter lets through. */
export async function* everyRequest(
  store: Pick<RequestStore, 'list'>,
  tenant: string,
  filter: RequestFilter,
): AsyncGenerator<SubjectRequest> {
  let after: { at: Date; id: string } | undefined
  for (;;) {
    const ask = { ...filter, order: 'newest', limit: PAGE } as const
    const page = await store.list(tenant, after === undefined ? ask : { ...ask, after })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = { at: last.openedAt, id: last.id }
  }
}

/**
 * Requests of persons, with everything that anybody wrote about them encrypted.
 *
 * Under the person's own key: who is erased takes their words along, and those of whoever handled
 * them. What is left says what was asked, decided and done.
 */
import { tryWordsOf, withoutWords, withWords } from '../requests/request-words.ts'
import type { RequestStore, SubjectRequest } from '../requests/subject-request.ts'
import { ownerOfRecord } from './owners.ts'
import type { SealedText, Sealing } from './sealing.ts'

/** As it is stored. */
type Kept = SubjectRequest & { readonly words?: SealedText }

const PART = 'request'

/** Wraps a store of requests. */
export function createSealingRequests(
  store: RequestStore,
  sealing: Pick<Sealing, 'seal' | 'sealText' | 'openTexts'>,
): RequestStore {
  async function sealed(request: SubjectRequest): Promise<Kept> {
    const text = tryWordsOf(request)
    if (text === undefined) return request
    const { tenant, id, subject } = request
    const place = { tenant, id, part: PART, owner: ownerOfRecord(tenant, subject) }
    const words = await sealing.sealText(place, text)
    return words === undefined ? request : { ...withoutWords(request), words }
  }

  async function opened(kept: readonly Kept[]): Promise<readonly SubjectRequest[]> {
    const asked = kept.flatMap(({ tenant, id, words }) =>
      words === undefined ? [] : [{ place: { tenant, id, part: PART }, sealed: words }],
    )
    const texts = await sealing.openTexts(asked)
    const byId = new Map(asked.map(({ place }, at) => [place.id, texts[at]]))
    return kept.map((one) => {
      const { words: _, ...request } = one
      const text = byId.get(request.id)
      return text === undefined ? request : withWords(request, text)
    })
  }

  return {
    // Events as well: nothing may wait for a key inside a transaction.
    insert: async (request, events = []) =>
      store.insert(await sealed(request), await sealing.seal(events)),
    replace: async (next, events = []) =>
      store.replace(await sealed(next), await sealing.seal(events)),
    async get(tenant, id) {
      const found = await store.get(tenant, id)
      return found && (await opened([found]))[0]
    },
    list: async (tenant, ask) => opened(await store.list(tenant, ask)),
  }
}

/** A person's saved views. Nothing of the log is shown: it is no look at it. */
import { AuditError } from '@rastro/core'
import type { JsonValue } from '@rastro/core'
import { assertOwnWrite } from '../access/same-origin.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { notFound } from '../http/refusal.ts'
import { VIEWS_PART } from '../personal/forget-views.ts'
import { changePart, readPart } from '../personal/personal-part.ts'
import type { Kept, PartKind } from '../personal/personal-part.ts'
import {
  filterOf,
  readName,
  readViewWish,
  tryReadViews,
  withView,
} from '../personal/saved-views.ts'
import type { SavedView } from '../personal/saved-views.ts'
import { keepingOf } from './keeping.ts'
import { readAccess } from './service.ts'
import type { Handler } from './service.ts'

const VIEWS: PartKind<readonly SavedView[]> = {
  part: VIEWS_PART,
  none: [],
  tryRead: tryReadViews,
}

/** `GET views`. */
export const listViews: Handler = async (visit, service) =>
  answer(await readPart(VIEWS, await keepingOf(visit, service)))

/** `PUT views`: the view of that name is another one from now on. */
export const saveView: Handler = async (visit, service) => {
  assertOwnWrite(visit.request)
  const wish = readViewWish(await visit.request.json())
  await checkFilter(filterOf(wish.query), () =>
    service.reader.check(readAccess(visit.access), filterOf(wish.query)),
  )
  const at = service.clock.now().toISOString()
  return answer(
    await changePart(VIEWS, await keepingOf(visit, service), (views) => withView(views, wish, at)),
  )
}

/** `DELETE views?name`. */
export const deleteView: Handler = async (visit, service) => {
  assertOwnWrite(visit.request)
  const name = readName('name', visit.own.get('name'))
  return answer(
    await changePart(VIEWS, await keepingOf(visit, service), (views) => {
      const left = views.filter((view) => view.name !== name)
      if (left.length === views.length) throw notFound('there is no view of this name')
      return left
    }),
  )
}

function answer({ value, tag }: Kept<readonly SavedView[]>): Answer {
  return jsonAnswer(200, { views: value as readonly JsonValue[] }, { ETag: tag })
}

/** A wrong filter is told as one of the view's query. */
async function checkFilter(
  filter: Readonly<Record<string, string>>,
  check: () => Promise<void>,
): Promise<void> {
  if (Object.keys(filter).length === 0) return
  try {
    await check()
  } catch (error) {
    if (!AuditError.is(error) || error.code !== 'AUDIT_QUERY_INVALID') throw error
    throw new AuditError('AUDIT_QUERY_INVALID', error.message, {
      field: error.field === undefined ? 'query' : `query.${error.field}`,
    })
  }
}

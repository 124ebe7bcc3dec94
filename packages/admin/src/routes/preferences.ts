/** How a person wants the page to look. */
import { assertOwnWrite } from '../access/same-origin.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { changePart, readPart } from '../personal/personal-part.ts'
import type { Kept, PartKind } from '../personal/personal-part.ts'
import { tryReadPreferences, withChoices } from '../personal/preferences.ts'
import type { Preferences } from '../personal/preferences.ts'
import { keepingOf } from './keeping.ts'
import type { Handler } from './service.ts'

const PREFERENCES: PartKind<Preferences> = {
  part: 'preferences',
  none: {},
  tryRead: tryReadPreferences,
}

/** `GET preferences`. */
export const readPreferences: Handler = async (visit, service) =>
  answer(await readPart(PREFERENCES, await keepingOf(visit, service)))

/** `PUT preferences`: what the body leaves out stays. */
export const changePreferences: Handler = async (visit, service) => {
  assertOwnWrite(visit.request)
  const body = await visit.request.json()
  return answer(
    await changePart(PREFERENCES, await keepingOf(visit, service), (before) =>
      withChoices(before, body),
    ),
  )
}

function answer({ value, tag }: Kept<Preferences>): Answer {
  return jsonAnswer(200, value, { ETag: tag })
}

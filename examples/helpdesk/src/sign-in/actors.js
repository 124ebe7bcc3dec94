/**
 * Under whose name are events recorded?
 *
 * Each resolver answers from one kind of evidence; the first that knows wins. All of them check
 * what they go by: a name that anybody may claim would be worth nothing in a log.
 */
import { apiKey, emailIntake, jwtBearer, namedApp } from 'rastro'
import { isKey } from './keys.js'
import { ALGORITHM, COOKIE } from './token.js'

/** The mobile app: a filter value of its own, whoever is signed in there. */
export const MY_SUPPORT = 'App: My Support'

/** The resolvers for `audit.context({ actor })`. */
export function actorsOf(keys) {
  return [
    namedApp({ apps: [MY_SUPPORT], verify: (req) => isKey(req.headers['x-app-key'], keys.app) }),
    apiKey({
      lookup: (key) =>
        isKey(key, keys.api) ? { id: 'contact-import', name: 'Contact import' } : undefined,
    }),
    emailIntake({
      match: (req) => isKey(req.headers['x-mail-key'], keys.mail),
      actor: (req) => ({ email: req.body?.from, name: req.body?.fromName }),
    }),
    jwtBearer({ secret: keys.token, algorithms: [ALGORITHM], cookie: COOKIE }),
  ]
}

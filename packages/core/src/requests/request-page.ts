/** Which part of the requests does a list ask for? */
import { invalid, wordOf } from './request-input.ts'
import type { ListRequests } from './requests.ts'
import { OPEN_STATES, REQUEST_STATES } from './subject-request.ts'
import type { RequestPageAsk } from './subject-request.ts'

const CLOSED_STATES = REQUEST_STATES.filter((one) => !OPEN_STATES.includes(one))
const MAX_LIMIT = 500
const DEFAULT_LIMIT = 50

export function statesOf(state: ListRequests['state']): Pick<RequestPageAsk, 'states'> {
  if (state === 'all') return {}
  if (state === 'open') return { states: OPEN_STATES }
  if (state === 'closed') return { states: CLOSED_STATES }
  return { states: [wordOf('state', state, REQUEST_STATES)] }
}

export function limitOf(limit: unknown): number {
  if (limit === undefined) return DEFAULT_LIMIT
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) {
    return limit
  }
  throw invalid('limit', `must be a whole number from 1 to ${MAX_LIMIT}`)
}

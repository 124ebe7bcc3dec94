/**
 * Everything one person did, and everything from one address, rolled up over a period.
 *
 * The same filter, reader and scope as the list has, and the same look at the log.
 */
import { AuditError, parseQuery, splitAtCommas } from '@rastro/core'
import type { EventFilter, ReadEvent } from '@rastro/core'
import { given } from '../answers/event-json.ts'
import { originJson, personJson, rollUpJson } from '../answers/rollup-json.ts'
import { jsonAnswer } from '../http/exchange.ts'
import type { Answer } from '../http/exchange.ts'
import { personUrl, recordUrl } from '../links/host-links.ts'
import { rollUp } from '../rollup/roll-up.ts'
import { signInsOf, triedEmail } from '../rollup/sign-ins.ts'
import { suspicionsOf } from '../rollup/suspicion.ts'
import { readAccess, viewerOf, wordingOf } from './service.ts'
import type { Handler, Service, Visit } from './service.ts'

const MS_PER_DAY = 86_400_000
const USUAL_DAYS = 30
/** A leap year: more is a report and no screen. */
const MAX_DAYS = 366
/** Attempts on somebody's account by whoever it was. */
const MAX_ATTEMPTS = 2_000

/** `GET people?user[&ut]`. */
export const viewPerson: Handler = async (visit, service) => {
  const user = oneValue(visit, 'user')
  const seen = await lookAt(visit, service)
  const { last } = seen
  const emails = new Set(
    [user, last?.actor.email].flatMap((text) => (text?.includes('@') ? [text.toLowerCase()] : [])),
  )
  const attempts = await attemptsOn(emails, seen, [visit, service])
  const known = last?.actor
  const ut = visit.given.query['ut']
  const subject = {
    kind: 'person',
    ...(known === undefined
      ? { ...(ut === undefined ? {} : { type: ut }), name: user }
      : personJson(known)),
    ...given('url', known === undefined ? undefined : personUrl(service, known)),
  }
  return answer('person', { ...seen, subject, attempts }, [visit, service])
}

/** `GET addresses?ip`. */
export const viewAddress: Handler = async (visit, service) => {
  oneValue(visit, 'ip')
  const seen = await lookAt(visit, service)
  const ip = seen.filter.ips?.[0] ?? ''
  const subject = { kind: 'address', ...originJson(seen.last?.origin ?? {}), ip }
  return answer('address', { ...seen, subject, attempts: NO_ATTEMPTS }, [visit, service])
}

/** Tries of somebody's account by whoever it was; `capped`: older ones were not read. */
interface Attempts {
  readonly events: readonly ReadEvent[]
  readonly capped: boolean
}

const NO_ATTEMPTS: Attempts = { events: [], capped: false }

interface Seen {
  readonly filter: EventFilter
  readonly period: { readonly from: Date; readonly to: Date }
  readonly events: readonly ReadEvent[]
  readonly capped: boolean
  readonly first: ReadEvent | undefined
  readonly last: ReadEvent | undefined
}

async function lookAt(visit: Visit, service: Service): Promise<Seen> {
  const { reader, looking } = service
  const access = readAccess(visit.access)
  const { query, filter, period } = periodOf(visit, service)
  const { from: _from, to: _to, p: _p, ...always } = query
  const [{ events, capped }, first, last] = await Promise.all([
    reader.summaries(access, query),
    reader.find(access, always, { limit: 1, order: 'oldest' }),
    reader.find(access, always, { limit: 1 }),
  ])
  const found = [...events, ...first.events]
  await looking.listed(viewerOf(visit), visit.given.query, { found })
  return { filter, period, events, capped, first: first.events[0], last: last.events[0] }
}

/**
 * Failed tries are by nobody that is known: only the address that was tried says whose account.
 */
async function attemptsOn(
  emails: ReadonlySet<string>,
  { period, events }: Seen,
  [visit, { reader, catalog }]: readonly [Visit, Service],
): Promise<Attempts> {
  const isKnown = ['login-failed', 'block'].every((name) => catalog.operations.has(name))
  if (emails.size === 0 || !isKnown) return NO_ATTEMPTS
  const query = {
    op: ['login-failed', 'block'],
    from: period.from,
    to: new Date(period.to.getTime() - 1),
  }
  const found = await reader.summaries(readAccess(visit.access), query, MAX_ATTEMPTS)
  const own = new Set(events.map(({ id }) => id))
  const attempts = found.events.filter(
    (event) => !own.has(event.id) && emails.has(triedEmail(event) ?? ''),
  )
  return { events: attempts, capped: found.capped }
}

function answer(
  kind: 'person' | 'address',
  seen: Seen & {
    readonly subject: Parameters<typeof rollUpJson>[0]['subject']
    readonly attempts: Attempts
  },
  [visit, service]: readonly [Visit, Service],
): Answer {
  const { events, attempts, capped, period, subject, first, last } = seen
  const all = [...events, ...attempts.events]
  const oldest = events.at(-1)?.at ?? period.from
  return jsonAnswer(
    200,
    rollUpJson({
      kind,
      subject,
      period,
      capped,
      coveredFrom: capped ? oldest : period.from,
      total: rollUp(events, service.zone),
      signIns: { ...signInsOf(all), capped: capped || attempts.capped },
      suspicions: suspicionsOf(all),
      first,
      last,
      wording: wordingOf(visit, service),
      urlOf: (type, id, name) => recordUrl(service, { type, id, name }),
    }),
  )
}

/** One value: a roll-up of several people would be a report. */
function oneValue({ given }: Visit, key: 'user' | 'ip'): string {
  const values = splitAtCommas(given.query[key] ?? '').filter((value) => value !== '')
  const [value] = values
  if (value !== undefined && values.length === 1) return value
  throw new AuditError('AUDIT_QUERY_INVALID', `${key}: expected exactly one`, { field: key })
}

/** The last 30 days where nobody says which; never more than a year. */
function periodOf({ access, given }: Visit, service: Service) {
  const { catalog, clock, zone } = service
  const now = clock.now()
  const context = { access: readAccess(access), catalog, now, zone }
  const asked = given.query
  const isOpen = asked['from'] === undefined && asked['p'] === undefined
  const end = parseQuery(asked, context).filter.before ?? now
  const begin = new Date(end.getTime() - USUAL_DAYS * MS_PER_DAY)
  const query = isOpen ? { ...asked, from: begin.toISOString() } : asked
  const { filter } = parseQuery(query, context)
  const from = filter.from ?? begin
  const to = filter.before ?? new Date(now.getTime() + 1)
  if (from >= to) {
    throw new AuditError('AUDIT_QUERY_INVALID', 'from: lies in the future', { field: 'from' })
  }
  if (to.getTime() - from.getTime() > MAX_DAYS * MS_PER_DAY) {
    const message = `from: the period has more than ${MAX_DAYS} days`
    throw new AuditError('AUDIT_QUERY_INVALID', message, { field: 'from' })
  }
  return { query, filter, period: { from, to } }
}

/** Every answer that the API can give about a log: a new door without an address here is missed by no test. */
import type { Listening, RawAnswer } from './hygiene-places.ts'

interface AskedRecord {
  readonly type: string
  readonly id: string
  readonly events: readonly string[]
}

/** What there is to ask about. */
export interface AskedAbout {
  readonly events: readonly string[]
  readonly groups: readonly string[]
  readonly requests: readonly string[]
  /** `events`: its own, oldest first. */
  readonly records: readonly AskedRecord[]
  readonly paths: readonly string[]
  readonly people: readonly string[]
}

const FILES = ['csv', 'json', 'ndjson'].flatMap((format) =>
  ['classic', 'full'].map((preset) => `export?format=${format}&preset=${preset}`),
)
const ROWS = 'view=row&cols=email,client,ip,sentence&limit=500'

/** Its beginning, what came next, and how it was left. */
function instantsOf({ events }: AskedRecord): readonly string[] {
  return [...new Set([events[0], events.at(-1), events[1]])].flatMap((id) => id ?? [])
}

/** Addresses below `api/`, by the path that the OpenAPI document has for them. */
function addressesOf(about: AskedAbout): Readonly<Record<string, readonly string[]>> {
  const { events, groups, requests, records, people } = about
  const keys = records.map(({ type, id }) => `tt=${type}&tid=${id}`)
  return {
    '/meta': ['meta', 'meta?lang=pt-BR'],
    '/events': [
      'events?limit=500',
      'events?limit=500&groups=1&count=1',
      `events?${ROWS}`,
      'events?after=0&limit=500',
      'events?order=oldest&limit=500&lang=es',
      'events?q=q&limit=500&count=1',
      ...groups.map((id) => `events?group=${id}&limit=500`),
      ...keys.map((key) => `events?${key}`),
    ],
    '/events/{id}': events.map((id) => `events/${id}?lang=ca`),
    '/events/{id}/related': events.flatMap((id, at) =>
      at % 3 === 0 ? `events/${id}/related` : [],
    ),
    '/history': keys.flatMap((key) => [`history?${key}&limit=500`, `history?${key}&${ROWS}`]),
    '/values': keys.flatMap((key) => about.paths.map((path) => `values?${key}&prop=${path}`)),
    '/state': records.flatMap((record, at) =>
      instantsOf(record).map((id) => `state?${keys[at]}&at=${id}`),
    ),
    '/compare': records.map((record, at) => {
      const [from, to] = instantsOf(record)
      return `compare?${keys[at]}&from=${from}&to=${to}`
    }),
    '/groups/{id}': groups.map((id) => `groups/${id}`),
    '/people': people.map((who) => `people?user=${encodeURIComponent(who)}`),
    '/addresses': ['addresses?ip=127.0.0.1', 'addresses?ip=::ffff:127.0.0.1'],
    '/export': FILES.filter((one) => !one.includes('json&preset=classic')),
    '/completeness': ['completeness'],
    '/config': ['config'],
    '/config/activity': ['config/activity'],
    '/config/history': ['config/history'],
    '/views': ['views'],
    '/preferences': ['preferences'],
    '/requests': ['requests', 'requests?state=all'],
    '/requests/{id}': requests.map((id) => `requests/${id}`),
    '/requests/{id}/data': requests.map((id) => `requests/${id}/data`),
    '/openapi.json': ['openapi.json'],
  }
}

export interface DoorAnswer extends RawAnswer {
  /** The path in the OpenAPI document. */
  readonly door: string
  readonly address: string
}

/** Asks everything. @throws Error where the document has a door that nobody asks here. */
export async function allAnswers(server: Listening, about: AskedAbout): Promise<DoorAnswer[]> {
  const document = JSON.parse(
    (await server.get('/audit/api/openapi.json')).bytes.toString().replace(/^.*?\]\{/su, '{'),
  ) as { paths: Record<string, Record<string, unknown>> }
  const addresses = addressesOf(about)
  const doors = Object.keys(document.paths).filter((path) => 'get' in (document.paths[path] ?? {}))
  const unknown = doors.filter((door) => (addresses[door] ?? []).length === 0)
  if (unknown.length > 0) throw new Error(`nobody asks ${unknown.join(', ')}`)
  const answers: DoorAnswer[] = []
  for (const door of doors) {
    for (const address of addresses[door] ?? []) {
      const answer = await server.get(`/audit/api/${address}`)
      answers.push({ ...answer, door, address })
    }
  }
  return answers
}

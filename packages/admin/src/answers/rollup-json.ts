/** How does what many events come to read in the API's JSON? */
import { idText, sentence } from '@rastro/core'
import type { Actor, JsonValue, Origin, ReadEvent } from '@rastro/core'
import { actionKey } from '../rollup/roll-up.ts'
import type { Action, Counted, RollUp } from '../rollup/roll-up.ts'
import type { SignIns } from '../rollup/sign-ins.ts'
import type { Suspicion } from '../rollup/suspicion.ts'
import type { Wording } from './event-json.ts'
import { given } from './event-json.ts'

type Json = { readonly [key: string]: JsonValue }

const MAX_ACTIONS = 50
const MAX_ENTRIES = 20

export interface RollUpFacts {
  readonly kind: 'person' | 'address'
  readonly subject: Json
  readonly period: { readonly from: Date; readonly to: Date }
  readonly capped: boolean
  readonly coveredFrom: Date
  readonly total: RollUp
  readonly signIns: SignIns & { readonly capped: boolean }
  readonly suspicions: readonly Suspicion[]
  readonly first: ReadEvent | undefined
  readonly last: ReadEvent | undefined
  readonly wording: Wording
  readonly urlOf: (type: string, id: string, name?: string) => string | undefined
}

export function rollUpJson(facts: RollUpFacts): Json {
  const { kind, total, wording, period, urlOf } = facts
  const { operations, actions, places, records, addresses, people, agents } = total
  return {
    subject: facts.subject,
    period: { from: period.from.toISOString(), to: period.to.toISOString() },
    covered: { from: facts.coveredFrom.toISOString(), n: total.n, capped: facts.capped },
    outcomes: { ...total.outcomes },
    days: total.days.map((day) => ({ ...day })),
    operations: operations
      .top(MAX_ENTRIES)
      .map(({ value, n, failed }) => ({ operation: value, n, failed })),
    actions: actions.top(MAX_ACTIONS).map((action) => actionJson(action, total, wording)),
    signIns: signInsJson(facts.signIns),
    exports: exportsJson(total.exports),
    addresses:
      kind === 'address'
        ? []
        : addresses.top(MAX_ENTRIES).map((one) => ({ ...originJson(one.value), ...spanJson(one) })),
    people: people.top(MAX_ENTRIES).map((one) => ({ ...personJson(one.value), ...spanJson(one) })),
    agents: agents.top(MAX_ENTRIES).map((one) => ({ ...one.value, ...spanJson(one) })),
    places: places
      .top(MAX_ENTRIES)
      .map(({ value, n, last }) => ({ place: value, n, last: last.toISOString() })),
    records: records.top(MAX_ENTRIES).map(({ value, n, last }) => {
      const { type, name } = value
      const id = idText(value.id)
      return {
        type,
        id,
        ...given('name', name),
        n,
        last: last.toISOString(),
        ...given('url', urlOf(type, id, name)),
      }
    }),
    more: {
      operations: more(operations.size(), MAX_ENTRIES),
      actions: more(actions.size(), MAX_ACTIONS),
      addresses: kind === 'address' ? 0 : more(addresses.size(), MAX_ENTRIES),
      people: more(people.size(), MAX_ENTRIES),
      agents: more(agents.size(), MAX_ENTRIES),
      places: more(places.size(), MAX_ENTRIES),
      records: more(records.size(), MAX_ENTRIES),
    },
    first: momentJson(facts.first),
    last: momentJson(facts.last),
    status: {
      level: facts.suspicions.length === 0 ? 'normal' : 'suspicious',
      reasons: facts.suspicions.map(({ reason, n, at }) => ({ reason, n, at: at.toISOString() })),
    },
  }
}

export function personJson({ type, id, name, email }: Actor): Json {
  return { type, ...given('id', id, idText), ...given('name', name), ...given('email', email) }
}

export function originJson({ ip, country, region, city }: Origin): Json {
  return {
    ...given('ip', ip),
    ...given('country', country),
    ...given('region', region),
    ...given('city', city),
  }
}

/**
 * One sentence for all: of one event its own, of several what they have in common. It says what was
 * done, so that heads of groups are in `n` and not in it, unless there is nothing else.
 */
function actionJson(
  { value, n, first, last, event }: Counted<Action>,
  { done }: Pick<RollUp, 'done'>,
  wording: Wording,
): Json {
  const { newest: _, ...action } = value
  const said = done.tryGet(actionKey(value)) ?? { value, n }
  const { newest } = said.value
  return {
    ...action,
    n,
    first: first.toISOString(),
    last: last.toISOString(),
    event,
    sentence: sentence(said.n === 1 ? newest : together(newest, said.n, wording), wording),
  }
}

/** What several equal events have in common: how many, and not which record or what changed. */
function together(newest: ReadEvent, n: number, { catalog }: Wording): ReadEvent {
  const { target: _target, group: _group, details: _details, changes: _changes, ...rest } = newest
  const own = catalog.types.get(newest.type)?.sentence?.en
  const general = catalog.operations.get(newest.operation)?.sentence?.en ?? ''
  // A sentence about one record cannot speak of many: then the operation's own words do.
  const isAboutOne = own !== undefined && /\{(record|target)/.test(own) && !own.includes('{count')
  const type = isAboutOne && general.includes('{count') ? '' : newest.type
  return { ...rest, type, details: { count: n } }
}

function signInsJson(signIns: RollUpFacts['signIns']): Json {
  const { succeeded, failed, blocked, last, lastFailed, capped } = signIns
  return {
    succeeded,
    failed,
    blocked,
    last: last?.toISOString() ?? null,
    lastFailed: lastFailed?.toISOString() ?? null,
    capped,
  }
}

function exportsJson(exports: readonly ReadEvent[]): Json {
  const rows = exports.map(rowsOf)
  return {
    n: exports.length,
    rows: rows.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    latest: exports.slice(0, MAX_ENTRIES).map((event, index) => {
      const format = event.details?.['format']
      return {
        event: event.id,
        at: event.at.toISOString(),
        type: event.type,
        place: event.place,
        rows: rows[index] ?? null,
        format: typeof format === 'string' ? format : null,
      }
    }),
  }
}

/** What the exporting code said; absent where it did not. */
function rowsOf({ details }: ReadEvent): number | undefined {
  const count = details?.['count'] ?? details?.['rows']
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined
}

function spanJson({ n, failed, first, last }: Counted<unknown>): Json {
  return { n, failed, first: first.toISOString(), last: last.toISOString() }
}

function momentJson(event: ReadEvent | undefined): Json | null {
  return event === undefined ? null : { at: event.at.toISOString(), event: event.id }
}

function more(size: number, shown: number): number {
  return Math.max(0, size - shown)
}

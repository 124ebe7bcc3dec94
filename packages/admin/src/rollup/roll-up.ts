/**
 * What do many events of one person, or of one address, come to?
 *
 * Pure: events in, counts out. Each event is one, as in the list that a number leads to: the head of
 * a group is counted beside its members. Only words that say how much was done go by the members.
 * Who asks for which events is in the routes, how it reads as JSON in `answers/rollup-json.ts`.
 */
import { dayAt, idText } from '@rastro/core'
import type { Actor, CalendarDay, Origin, ReadEvent, Target } from '@rastro/core'
import { createTopList } from './top-list.ts'
import type { Counted, Mark, TopList } from './top-list.ts'

/** Equal events: what differs is when, and to which record. */
export type Action = Pick<ReadEvent, 'type' | 'place' | 'operation' | 'outcome'> & {
  readonly newest: ReadEvent
}

export interface DayCount {
  readonly day: string
  n: number
  failed: number
}

export interface RollUp {
  readonly n: number
  readonly outcomes: Readonly<Record<'success' | 'failure' | 'denied', number>>
  /** In order; days without events are left out. */
  readonly days: readonly DayCount[]
  readonly operations: TopList<string>
  readonly actions: TopList<Action>
  /** The same without heads of groups: those say what their members did. */
  readonly done: TopList<Action>
  readonly places: TopList<string>
  readonly records: TopList<Target>
  readonly addresses: TopList<Origin>
  readonly people: TopList<Actor>
  readonly agents: TopList<Pick<Origin, 'browser' | 'os' | 'device'>>
  readonly exports: readonly ReadEvent[]
}

/**
 * @param events - Newest first, in short.
 * @param zone - The audit's: whose days are counted.
 */
export function rollUp(events: readonly ReadEvent[], zone: string): RollUp {
  const outcomes = { success: 0, failure: 0, denied: 0 }
  const lists = {
    operations: createTopList<string>(),
    actions: createTopList<Action>(),
    done: createTopList<Action>(),
    places: createTopList<string>(),
    records: createTopList<Target>(),
    addresses: createTopList<Origin>(),
    people: createTopList<Actor>(),
    agents: createTopList<Pick<Origin, 'browser' | 'os' | 'device'>>(),
  }
  const exports: ReadEvent[] = []
  for (const event of events) {
    if (Object.hasOwn(outcomes, event.outcome)) outcomes[event.outcome] += 1
    if (isExport(event)) exports.push(event)
    count(event, lists)
  }
  return { n: events.length, outcomes, days: daysOf(events, zone), exports, ...lists }
}

type Lists = Pick<
  RollUp,
  'operations' | 'actions' | 'done' | 'places' | 'records' | 'addresses' | 'people' | 'agents'
>

function count(event: ReadEvent, lists: Lists): void {
  const { at, id, type, place, operation, outcome, actor, target, origin } = event
  const mark: Mark = { at, id, isFailed: outcome !== 'success' }
  lists.operations.add(operation, mark, () => operation)
  lists.places.add(place, mark, () => place)
  const action = (): Action => ({ type, place, operation, outcome, newest: event })
  lists.actions.add(actionKey(event), mark, action)
  if (!isHead(event)) lists.done.add(actionKey(event), mark, action)
  lists.people.add(actorKey(actor), mark, () => actor)
  if (target !== undefined) {
    lists.records.add(keyOf(target.type, idText(target.id)), mark, () => target)
  }
  if (origin?.ip !== undefined) lists.addresses.add(origin.ip, mark, () => origin)
  const { browser, os, device } = origin ?? {}
  if (browser !== undefined || os !== undefined || device !== undefined) {
    lists.agents.add(keyOf(browser, os, device), mark, () => ({
      ...(browser === undefined ? {} : { browser }),
      ...(os === undefined ? {} : { os }),
      ...(device === undefined ? {} : { device }),
    }))
  }
}

/** What counts as the same. */
export function actionKey({ type, place, operation, outcome }: Omit<Action, 'newest'>): string {
  return keyOf(type, place, operation, outcome)
}

/** It says what its members did, and nothing was done by it. */
function isHead({ group }: ReadEvent): boolean {
  return group !== undefined && group.index === undefined
}

export function isExport({ operation, category }: ReadEvent): boolean {
  return operation === 'export' || category === 'exports'
}

export function actorKey({ type, id, email, name }: Actor): string {
  return keyOf(type, id === undefined || id === null ? undefined : idText(id), email, name)
}

/** A zone's offset is asked for once per hour and not per event: a formatter is slow. */
function daysOf(events: readonly ReadEvent[], zone: string): readonly DayCount[] {
  const days = new Map<string, DayCount>()
  const dayOfQuarter = new Map<number, string>()
  for (const { at, outcome } of events) {
    // No zone changes its day elsewhere than at a full quarter of an hour.
    const quarter = Math.floor(at.getTime() / QUARTER_MS)
    const day = dayOfQuarter.get(quarter) ?? dayText(dayAt(new Date(quarter * QUARTER_MS), zone))
    dayOfQuarter.set(quarter, day)
    const known = days.get(day) ?? { day, n: 0, failed: 0 }
    days.set(day, known)
    known.n += 1
    if (outcome !== 'success') known.failed += 1
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1))
}

const QUARTER_MS = 15 * 60_000

function dayText({ year, month, day }: CalendarDay): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts)
}

export type { Counted }

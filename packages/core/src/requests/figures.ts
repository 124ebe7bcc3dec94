/**
 * How many requests were there, and were they answered in time?
 *
 * Pure, of requests that were read: what a compliance report says of them.
 */
import { REQUEST_KINDS } from './subject-request.ts'
import type { ErasureMethod, RequestKind, RequestState, SubjectRequest } from './subject-request.ts'

const MS_PER_HOUR = 3_600_000

/** Numbers of the requests that were opened in a period. */
export interface RequestFigures {
  readonly n: number
  readonly byKind: Readonly<Record<RequestKind, number>>
  readonly byState: Readonly<Partial<Record<RequestState, number>>>
  /** From opening to the decision, in hours; null where none was decided. */
  readonly meanAnswerHours: number | null
  readonly worstAnswerHours: number | null
  readonly answered: number
  readonly answeredInTime: number
  /** Not answered, and past their day. */
  readonly overdue: number
  readonly erasures: {
    readonly asked: number
    readonly processed: number
    /** In per cent of those asked for and not withdrawn; null without any. */
    readonly processedPercent: number | null
    readonly byMethod: Readonly<Record<ErasureMethod, number>>
    /** From opening to the end, in hours. */
    readonly meanHours: number | null
  }
}

/** Adds requests up. */
export function requestFigures(requests: readonly SubjectRequest[], now: Date): RequestFigures {
  const byKind = Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, 0])) as Record<
    RequestKind,
    number
  >
  const byState: Partial<Record<RequestState, number>> = {}
  for (const { kind, state } of requests) {
    byKind[kind] += 1
    byState[state] = (byState[state] ?? 0) + 1
  }
  const answers = requests.flatMap(({ openedAt, decision, dueAt }) =>
    decision === undefined
      ? []
      : [{ hours: hoursBetween(openedAt, decision.at), isInTime: decision.at <= dueAt }],
  )
  const hours = answers.map((one) => one.hours)
  return {
    n: requests.length,
    byKind,
    byState,
    meanAnswerHours: mean(hours),
    worstAnswerHours: hours.length === 0 ? null : Math.max(...hours),
    answered: answers.length,
    answeredInTime: answers.filter(({ isInTime }) => isInTime).length,
    overdue: requests.filter((one) => isOverdue(one, now)).length,
    erasures: erasuresOf(requests),
  }
}

/** True for what nobody has answered, and whose day is over. */
export function isOverdue({ state, decision, dueAt }: SubjectRequest, now: Date): boolean {
  return state !== 'withdrawn' && decision === undefined && now > dueAt
}

function erasuresOf(requests: readonly SubjectRequest[]): RequestFigures['erasures'] {
  const asked = requests.filter(({ kind, state }) => kind === 'erasure' && state !== 'withdrawn')
  const done = asked.filter(({ state }) => state === 'done')
  const of = (method: ErasureMethod): number =>
    done.filter(({ decision }) => decision?.method === method).length
  const hours = done.flatMap(({ openedAt, outcome }) =>
    outcome === undefined ? [] : [hoursBetween(openedAt, outcome.at)],
  )
  return {
    asked: asked.length,
    processed: done.length,
    processedPercent: asked.length === 0 ? null : (100 * done.length) / asked.length,
    byMethod: { anonymised: of('anonymised'), deleted: of('deleted') },
    meanHours: mean(hours),
  }
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / MS_PER_HOUR
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return values.reduce((sum, one) => sum + one, 0) / values.length
}

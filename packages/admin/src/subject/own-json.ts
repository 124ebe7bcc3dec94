/**
 * How does a request look to the person who made it?
 *
 * What was decided and why, and that staff did something: not which of them, and not what they noted
 * for each other.
 */
import { isOverdue, possibleSteps } from '@rastro/core'
import type { JsonValue, SubjectRequest } from '@rastro/core'
import type { Look } from './looks.ts'

/** What a person can do with a request of theirs. */
export type OwnStep = 'withdraw' | 'download'

export function ownSteps(request: SubjectRequest): readonly OwnStep[] {
  const possible = possibleSteps(request)
  return [
    ...(possible.includes('withdrawn') ? (['withdraw'] as const) : []),
    ...(possible.includes('link') ? (['download'] as const) : []),
  ]
}

export function ownRequestJson(request: SubjectRequest, now: Date): JsonValue {
  const { id, kind, state, openedAt, dueAt, rule, message, decision, outcome, link } = request
  return {
    id,
    kind,
    state,
    openedAt: openedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    rule,
    extended: request.extendedAt !== undefined,
    overdue: isOverdue(request, now),
    ...(message === undefined ? {} : { message }),
    ...(decision === undefined
      ? {}
      : {
          decision: {
            at: decision.at.toISOString(),
            outcome: decision.outcome,
            ...(decision.reason === undefined ? {} : { reason: decision.reason }),
            ...(decision.basis === undefined ? {} : { basis: decision.basis }),
            ...(decision.method === undefined ? {} : { method: decision.method }),
          },
        }),
    ...(outcome === undefined
      ? {}
      : {
          outcome: {
            at: outcome.at.toISOString(),
            ...(outcome.note === undefined ? {} : { note: outcome.note }),
            ...(outcome.certificates === undefined ? {} : { certificates: outcome.certificates }),
          },
        }),
    ...(link === undefined
      ? {}
      : { link: { expiresAt: link.expiresAt.toISOString(), used: link.usedAt !== undefined } }),
    steps: request.steps.map((one) => {
      const reason = toldReason(one)
      return {
        at: one.at.toISOString(),
        step: one.step,
        by: isOwnStep(request, one.by) ? 'you' : 'staff',
        ...(reason === undefined ? {} : { reason }),
      }
    }),
    can: ownSteps(request),
  }
}

/**
 * Why the deadline was extended: the person has to be told.
 *
 * @see GDPR, Art. 12(3).
 */
export function toldReason({ step, note }: SubjectRequest['steps'][number]): string | undefined {
  return step === 'extended' ? note : undefined
}

/** True for what the person did themselves. */
export function isOwnStep(
  { subject, ids }: SubjectRequest,
  by: SubjectRequest['steps'][number]['by'],
): boolean {
  return by.type === 'client' && [subject, ...ids].some(({ id }) => id === by.id)
}

export function lookJson({ at, role, name, purpose }: Look): JsonValue {
  return {
    at: at.toISOString(),
    role,
    ...(name === undefined ? {} : { name }),
    purpose: purpose ?? null,
  }
}

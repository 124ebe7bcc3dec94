/** How does a request of a person about their data look in JSON, for whoever handles it? */
import { isOverdue, possibleSteps } from '@rastro/core'
import type {
  JsonValue,
  RequestDecision,
  RequestStep,
  StepActor,
  SubjectRequest,
} from '@rastro/core'

/** What the request itself does not say. */
export interface RequestFacts {
  readonly now: Date
  /** What the person is called, as far as it may be seen. */
  readonly name: string | undefined
}

/** Nothing of its link but until when it counts: it is the person's alone. */
export function requestJson(request: SubjectRequest, { now, name }: RequestFacts): JsonValue {
  const { id, version, kind, state, subject, ids, openedAt, openedBy, message, proof } = request
  const { identity, decision, outcome, link, steps } = request
  return {
    id,
    version,
    kind,
    state,
    subject: { ...subject, ...(name === undefined ? {} : { name }) },
    ids: ids.map((one) => ({ ...one })),
    openedAt: openedAt.toISOString(),
    openedBy,
    ...(message === undefined ? {} : { message }),
    ...(proof === undefined ? {} : { proof }),
    ...dueJson(request, now),
    ...(identity === undefined
      ? {}
      : { identity: { ...whoWhen(identity), method: identity.method } }),
    ...(decision === undefined ? {} : { decision: decisionJson(decision) }),
    ...(outcome === undefined
      ? {}
      : {
          outcome: {
            ...whoWhen(outcome),
            ...(outcome.note === undefined ? {} : { note: outcome.note }),
            ...(outcome.certificates === undefined ? {} : { certificates: outcome.certificates }),
          },
        }),
    ...(link === undefined
      ? {}
      : {
          link: {
            expiresAt: link.expiresAt.toISOString(),
            ...(link.usedAt === undefined ? {} : { usedAt: link.usedAt.toISOString() }),
          },
        }),
    steps: steps.map(stepJson),
    can: possibleSteps(request).filter((step) => step !== 'downloaded'),
  }
}

/** By when, by which rule, and whether it is late. */
export function dueJson(
  request: SubjectRequest,
  now: Date,
): {
  readonly dueAt: string
  readonly rule: string
  readonly extended: boolean
  readonly overdue: boolean
} {
  return {
    dueAt: request.dueAt.toISOString(),
    rule: request.rule,
    extended: request.extendedAt !== undefined,
    overdue: isOverdue(request, now),
  }
}

function decisionJson(decision: RequestDecision): JsonValue {
  const { outcome, reason, basis, method } = decision
  return {
    ...whoWhen(decision),
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(basis === undefined ? {} : { basis }),
    ...(method === undefined ? {} : { method }),
  }
}

function stepJson(step: RequestStep): JsonValue {
  return {
    ...whoWhen(step),
    step: step.step,
    ...(step.note === undefined ? {} : { note: step.note }),
  }
}

function whoWhen({ at, by }: { readonly at: Date; readonly by: StepActor }) {
  return { at: at.toISOString(), by: { ...by } }
}

/**
 * What does a request of a person about their data look like, and where is it kept?
 *
 * Shapes only. What may follow what is in `advance.ts`, by when it must be answered in
 * `deadline.ts`; who carries it out is the service.
 */
import type { StoredEvent } from '../event/event.ts'
import type { StepActor } from './step-actor.ts'

/** What a person can ask for. */
export const REQUEST_KINDS = [
  'access',
  'portability',
  'correction',
  'erasure',
  'objection',
] as const

/** One of `REQUEST_KINDS`. */
export type RequestKind = (typeof REQUEST_KINDS)[number]

/**
 * Where a request stands: its sender's identity is to be checked, it is to be decided, it is to be
 * carried out; and its ends.
 */
export const REQUEST_STATES = [
  'received',
  'verified',
  'approved',
  'done',
  'refused',
  'withdrawn',
] as const

/** One of `REQUEST_STATES`. */
export type RequestState = (typeof REQUEST_STATES)[number]

/** States in which somebody has to do something. */
export const OPEN_STATES: readonly RequestState[] = ['received', 'verified', 'approved']

/** What becomes of data that is to go. */
export const ERASURE_METHODS = ['anonymised', 'deleted'] as const

/** One of `ERASURE_METHODS`. */
export type ErasureMethod = (typeof ERASURE_METHODS)[number]

/** A person, by one of their ids: the model's name, and the id as text. */
export interface SubjectKey {
  readonly type: string
  readonly id: string
}

/** What happened to a request, and who did it. */
export interface RequestStep {
  readonly at: Date
  readonly by: StepActor
  readonly step: RequestStepName
  /** What the handler wrote. */
  readonly note?: string
}

/** Everything that can happen to a request. */
export type RequestStepName =
  | 'opened'
  | 'verified'
  | 'merged'
  | 'extended'
  | 'approved'
  | 'refused'
  | 'completed'
  | 'withdrawn'
  | 'link'
  | 'downloaded'

/** How it was made sure that the person is who they say they are. */
export interface IdentityCheck {
  readonly at: Date
  readonly by: StepActor
  /** `sign-in`, or in the handler's words. */
  readonly method: string
}

/** What was decided, and why. */
export interface RequestDecision {
  readonly outcome: 'approved' | 'refused'
  readonly at: Date
  readonly by: StepActor
  readonly reason?: string
  /** On which rule of law a refusal rests. */
  readonly basis?: string
  readonly method?: ErasureMethod
}

/** How an approved request was carried out. */
export interface RequestOutcome {
  readonly at: Date
  readonly by: StepActor
  readonly note?: string
  /** Ids of the certificates of an erasure. */
  readonly certificates?: readonly string[]
}

/** A one-time link: what it is, nobody can read here. */
export interface DownloadLink {
  /** SHA-256 of the token, in base64url. */
  readonly hash: string
  readonly expiresAt: Date
  readonly usedAt?: Date
}

/** One request of a person about their data. */
export interface SubjectRequest {
  readonly id: string
  readonly tenant: string
  /** From 1; every step makes the next. */
  readonly version: number
  readonly kind: RequestKind
  readonly state: RequestState
  readonly subject: SubjectKey
  /** Other ids of the same person. */
  readonly ids: readonly SubjectKey[]
  readonly openedAt: Date
  /** By the person, or by staff on the person's behalf. */
  readonly openedBy: 'person' | 'staff'
  /** In the person's own words. */
  readonly message?: string
  /** Where it can be seen that the person asked: a ticket, a letter's reference. */
  readonly proof?: string
  readonly dueAt: Date
  /** The rule by which it is due. */
  readonly rule: string
  /** That rule has more time, for once. */
  readonly isExtendable: boolean
  readonly extendedAt?: Date
  readonly identity?: IdentityCheck
  readonly decision?: RequestDecision
  readonly outcome?: RequestOutcome
  /** Of an erasure that has begun: it can only be carried on. */
  readonly erasingSince?: Date
  /** Of an erasure that has begun: ids of the certificates so far. */
  readonly certificates?: readonly string[]
  readonly link?: DownloadLink
  readonly steps: readonly RequestStep[]
}

/** Which requests. */
export interface RequestFilter {
  readonly states?: readonly RequestState[]
  readonly kinds?: readonly RequestKind[]
  /** Of one of these people. */
  readonly subjects?: readonly SubjectKey[]
  /** That name one of these people by any id, also beside the one whose request it is. */
  readonly naming?: readonly SubjectKey[]
  /** Opened at this instant or later. */
  readonly from?: Date
  /** Opened before. */
  readonly before?: Date
}

/** How a page of requests is asked for. */
export interface RequestPageAsk extends RequestFilter {
  /** `due`: what is to be answered first; `newest`: what was opened last. */
  readonly order: 'due' | 'newest'
  readonly limit: number
  readonly after?: { readonly at: Date; readonly id: string }
}

/** Keeps requests. */
export interface RequestStore {
  /**
   * False if the person has an open request of the kind already: nothing was written.
   *
   * @param events - Stored with it: both or neither.
   * @throws AuditError `AUDIT_STORE_UNAVAILABLE`
   */
  insert(request: SubjectRequest, events?: readonly StoredEvent[]): Promise<boolean>
  get(tenant: string, id: string): Promise<SubjectRequest | undefined>
  /**
   * False if the stored one is not of the version before this one: nothing was written.
   *
   * @param events - Stored with it: both or neither.
   */
  replace(next: SubjectRequest, events?: readonly StoredEvent[]): Promise<boolean>
  list(tenant: string, ask: RequestPageAsk): Promise<readonly SubjectRequest[]>
}

/** All ids of the person that a request is about. */
export function peopleOf({ subject, ids }: SubjectRequest): readonly SubjectKey[] {
  return [subject, ...ids]
}

/** True for two keys of one record. */
export function isSameKey(one: SubjectKey, other: SubjectKey): boolean {
  return one.type === other.type && one.id === other.id
}

/** What can be done with requests of persons about their data: the service, as its doors see it. */
import type { Actor } from '../event/event.ts'
import type { ReadScope } from '../ports/filter.ts'
import type { RequestFigures } from './figures.ts'
import type {
  ErasureMethod,
  RequestKind,
  RequestState,
  SubjectKey,
  SubjectRequest,
} from './subject-request.ts'

/** Who asks: decided by the door, never by what was sent. */
export interface RequestAccess {
  readonly tenant: string
  /** Confines a handler: requests of others do not exist. */
  readonly scope?: ReadScope
  /** The person themselves, by all their ids: only their own requests exist. */
  readonly person?: { readonly keys: readonly SubjectKey[]; readonly actor: Actor }
}

/** A person, with an id as the application has it. */
export interface SubjectReference {
  readonly type?: string
  readonly id: unknown
}

/** What is asked for. */
export interface OpenRequest {
  readonly kind: RequestKind
  /** Who it is about; of the person's own door it is the person. */
  readonly subject?: SubjectReference
  /** Other ids of the same person. */
  readonly ids?: readonly SubjectReference[]
  /** In the person's own words; at most 4,000 characters. */
  readonly message?: string
  /** Required of staff: where it can be seen that the person asked. */
  readonly proof?: string
}

/** What every step may say. */
export interface StepOptions {
  /** The version that was read; without it, whatever is there counts. */
  readonly version?: number
}

/** Which requests a list shows. */
export interface ListRequests {
  /** `open`: where somebody has to do something. Default `open`. */
  readonly state?: RequestState | 'open' | 'closed' | 'all'
  readonly kind?: RequestKind
  readonly subject?: SubjectReference
  /** 1 to 500; default 50. */
  readonly limit?: number
  readonly cursor?: string
}

/** A part of the list. */
export interface RequestPage {
  readonly requests: readonly SubjectRequest[]
  readonly next: string | null
}

/** Whether the person was told that the download is ready. */
export type Delivery = 'delivered' | 'failed' | 'none'

/** The workflow. Every change of a request is an event of the log. */
export interface SubjectRequests {
  /** @throws AuditError `AUDIT_SUBJECT_REQUEST_INVALID`, `AUDIT_SUBJECT_REQUEST_REFUSED` */
  open(access: RequestAccess, request: OpenRequest): Promise<SubjectRequest>
  /** Open ones by their deadline, others newest first. */
  list(access: RequestAccess, ask?: ListRequests): Promise<RequestPage>
  /** @throws AuditError `AUDIT_NOT_FOUND` */
  get(access: RequestAccess, id: string): Promise<SubjectRequest>
  /** The person is who they say they are; `method` says how that is known. */
  verify(
    access: RequestAccess,
    id: string,
    step: StepOptions & { readonly method: string; readonly note?: string },
  ): Promise<SubjectRequest>
  /** Another id is the same person's. */
  merge(
    access: RequestAccess,
    id: string,
    step: StepOptions & { readonly subject: SubjectReference; readonly note: string },
  ): Promise<SubjectRequest>
  /** Takes more time, where the law has some. */
  extend(
    access: RequestAccess,
    id: string,
    step: StepOptions & { readonly reason: string },
  ): Promise<SubjectRequest>
  /** Approves or refuses; an approved access is answered at once by a link. */
  decide(
    access: RequestAccess,
    id: string,
    step: StepOptions & {
      readonly approve: boolean
      readonly reason?: string
      readonly basis?: string
      readonly method?: ErasureMethod
    },
  ): Promise<{ readonly request: SubjectRequest; readonly delivery: Delivery }>
  /** Says that it was carried out; an erasure is carried out by this. */
  complete(
    access: RequestAccess,
    id: string,
    step?: StepOptions & { readonly note?: string },
  ): Promise<SubjectRequest>
  withdraw(
    access: RequestAccess,
    id: string,
    step?: StepOptions & { readonly note?: string },
  ): Promise<SubjectRequest>
  /** Sends the person a new link; the old one is no more. */
  renewLink(
    access: RequestAccess,
    id: string,
    step?: StepOptions,
  ): Promise<{ readonly request: SubjectRequest; readonly delivery: Delivery }>
  /**
   * For the person's own door alone: a new link in the person's hands.
   * @throws AuditError `AUDIT_NOT_FOUND`
   */
  ownLink(
    access: RequestAccess,
    id: string,
  ): Promise<{ readonly request: SubjectRequest; readonly token: string }>
  /**
   * Uses a link up: of any number of calls at once, one succeeds.
   * @throws AuditError `AUDIT_LINK_INVALID`
   */
  takeLink(access: RequestAccess, id: string, token: string): Promise<SubjectRequest>
  /** What became of a download. */
  downloaded(
    access: RequestAccess,
    request: SubjectRequest,
    sent: { readonly bytes: number; readonly result: string },
  ): Promise<void>
  /** Forgets what a person wrote, in every request of theirs. For an erasure, never for a door. */
  forgetWords(access: RequestAccess, person: SubjectKey): Promise<void>
  /** Numbers of the requests opened in a period. */
  figures(
    access: RequestAccess,
    period: { readonly from: Date; readonly before: Date },
  ): Promise<RequestFigures>
}

/** What an application is told when a download is ready. */
export interface ReadyLink {
  readonly request: string
  readonly kind: RequestKind
  readonly subject: SubjectKey
  /** Below the person's own mount: `download?request=…&token=…`. */
  readonly path: string
  /** The whole address, where the option `requests.url` says where the mount is. */
  readonly url?: string
  readonly expiresAt: Date
}

/** Makes a person's data unreadable, by all of their ids or none. */
export type EraseSubject = (
  ids: readonly SubjectKey[],
  options: {
    readonly tenant: string
    readonly reason: string
    readonly method: ErasureMethod
    /** Told the id of each certificate, before the next id is erased. */
    readonly certified: (certificate: string) => Promise<void>
  },
) => Promise<void>

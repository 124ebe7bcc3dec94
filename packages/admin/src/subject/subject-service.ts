/** What do the person's own doors work with, and what do they know of one visit? */
import type {
  AuditReader,
  Catalog,
  Clock,
  ContextKeeper,
  ExportGate,
  Language,
  Logger,
  PersonalData,
  RequestAccess,
  SendExport,
  SubjectKey,
  SubjectRequests,
} from '@rastro/core'
import type { AdminRequest } from '../http/exchange.ts'

export interface SubjectService {
  readonly requests: SubjectRequests
  /** Nothing of the person's own is hidden from the person. */
  readonly reader: AuditReader
  readonly personal: PersonalData
  readonly catalog: Catalog
  readonly clock: Clock
  readonly keeper: ContextKeeper
  readonly log: Logger
  readonly zone: string
  readonly tenant: string
  readonly languages: readonly Language[]
  readonly language: Language
  readonly title: string | undefined
  /** Where one signs in; `{return}` stands for the address to come back to. */
  readonly signInUrl: string | undefined
  readonly showsStaff: boolean
  readonly exports: { readonly send: SendExport; readonly gate: ExportGate }
}

/** One request of a known person. */
export interface OwnVisit {
  readonly request: AdminRequest
  readonly keys: readonly SubjectKey[]
  readonly access: RequestAccess
  readonly language: Language
}

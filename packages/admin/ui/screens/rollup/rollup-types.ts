/** What the API says of one person, or of one address, over a period. */

export interface PersonSubject {
  readonly kind: 'person'
  readonly type?: string
  readonly id?: string
  readonly name?: string
  readonly email?: string
  /** Where the application shows this person. */
  readonly url?: string
}

export interface AddressSubject extends Origin {
  readonly kind: 'address'
  readonly ip: string
}

export interface Origin {
  readonly country?: string
  readonly region?: string
  readonly city?: string
}

interface Span {
  readonly n: number
  readonly failed: number
  readonly first: string
  readonly last: string
}

export interface Action extends Span {
  readonly type: string
  readonly place: string
  readonly operation: string
  readonly outcome: string
  readonly event: string
  readonly sentence: string
}

export interface ExportLine {
  readonly event: string
  readonly at: string
  readonly type: string
  readonly place: string
  readonly rows: number | null
  readonly format: string | null
}

export interface Address extends Span, Origin {
  readonly ip: string
}

export interface Person extends Span {
  readonly type: string
  readonly id?: string
  readonly name?: string
  readonly email?: string
}

export interface Agent extends Span {
  readonly browser?: string
  readonly os?: string
  readonly device?: string
}

export interface TouchedRecord {
  readonly type: string
  readonly id: string
  readonly name?: string
  readonly n: number
  readonly last: string
  readonly url?: string
}

export interface DayCount {
  readonly day: string
  readonly n: number
  readonly failed: number
}

export type SuspicionReason =
  'blocked' | 'failed-sign-ins' | 'many-accounts' | 'signed-in-after-failures' | 'denied'

export interface Suspicion {
  readonly reason: SuspicionReason
  readonly n: number
  readonly at: string
}

export interface Moment {
  readonly at: string
  readonly event: string
}

export interface RollUp {
  readonly subject: PersonSubject | AddressSubject
  readonly period: { readonly from: string; readonly to: string }
  readonly covered: { readonly from: string; readonly n: number; readonly capped: boolean }
  readonly outcomes: Readonly<Record<'success' | 'failure' | 'denied', number>>
  readonly days: readonly DayCount[]
  readonly actions: readonly Action[]
  readonly signIns: {
    readonly succeeded: number
    readonly failed: number
    readonly blocked: number
    readonly last: string | null
    readonly lastFailed: string | null
  }
  readonly exports: {
    readonly n: number
    readonly rows: number
    readonly latest: readonly ExportLine[]
  }
  readonly addresses: readonly Address[]
  readonly people: readonly Person[]
  readonly agents: readonly Agent[]
  readonly places: readonly { readonly place: string; readonly n: number; readonly last: string }[]
  readonly records: readonly TouchedRecord[]
  /** How many the lists leave out. */
  readonly more: Readonly<
    Record<'actions' | 'addresses' | 'people' | 'agents' | 'places' | 'records', number>
  >
  readonly first: Moment | null
  readonly last: Moment | null
  readonly status: { readonly level: string; readonly reasons: readonly Suspicion[] }
}

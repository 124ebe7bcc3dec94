/** What the API says of the audit configuration. */
import type { Span } from '../../core/meta.ts'

export type ClientMode = 'full' | 'summary'

export interface ConfigPlace {
  readonly place: string
  readonly label: string
  readonly section?: string
  readonly on: boolean
  readonly personal: boolean
  readonly operations: Readonly<Record<string, boolean>>
  readonly by: 'catalog' | 'code' | 'administrator' | 'model'
  readonly locked: { readonly reason: string } | null
  /** The option of `createAudit` that decides, until somebody decides here. */
  readonly option: string | null
  readonly audited: readonly Span[]
}

export interface Config {
  readonly version: number
  readonly clientMode: ClientMode
  /** Of single places. */
  readonly clientModes: Readonly<Record<string, ClientMode>>
  readonly showLastValue: boolean
  readonly changedAt?: string
  readonly places: readonly ConfigPlace[]
}

export interface PlaceActivity {
  readonly place: string
  readonly last: { readonly at: string; readonly event: string } | null
  /** Whole days since then. */
  readonly days: number | null
}

export interface Who {
  readonly type: string
  readonly id?: string
  readonly name?: string
  readonly email?: string
}

/** Who was faster. */
export interface Winner {
  readonly at: string
  readonly by: Who
  readonly event: string
}

export interface ChangeText {
  readonly path: readonly (string | number)[]
  readonly label: string
  readonly text: string
  readonly beforeText?: string
  readonly afterText?: string
  readonly omitted?: string
}

export interface ConfigEvent {
  readonly id: string
  readonly at: string
  readonly actor: Who
  readonly reason?: string
  readonly sentence: string
  readonly changes?: readonly ChangeText[]
}

export interface ConfigSample {
  readonly place: string
  readonly operation: string
  readonly recorded: boolean
  readonly because: 'on' | 'off' | 'mandatory' | 'not-listed'
  readonly values: 'full' | 'summary'
  readonly source: 'event' | 'catalog'
  readonly event: ConfigEvent | null
}

/** A name to show of somebody. */
export function nameOf({ name, email, id, type }: Who): string {
  return name ?? email ?? id ?? type
}

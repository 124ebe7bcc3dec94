/** What does the server say about itself, this person, and the words for things? */
import { metaRequest } from '../../src/page/first-request.ts'
import { api } from './api.ts'
import { language } from './i18n.ts'
import { createStore } from './store.ts'

/** A value of a filter, with its name in the reader's language. */
export interface Labelled {
  readonly value: string
  readonly label: string
}

export interface Span {
  readonly from: string
  readonly to?: string
}

export interface PlaceMeta extends Labelled {
  readonly section?: string
  readonly operations: readonly string[]
  readonly mandatory: boolean
  readonly personal: boolean
  readonly on: boolean
  readonly audited: readonly Span[]
}

export interface Meta {
  readonly version: string
  readonly title?: string
  readonly tenant: string
  readonly language: string
  readonly languages: readonly string[]
  /** The audit's IANA time zone, whose days the filters mean. */
  readonly zone: string
  readonly features: Readonly<Record<string, boolean>>
  readonly can: readonly string[]
  /** True if this person sees a part of the log. */
  readonly confined: boolean
  readonly operations: readonly Labelled[]
  readonly places: readonly PlaceMeta[]
  readonly actorTypes: readonly Labelled[]
  readonly apps: readonly Labelled[]
  readonly categories: readonly Labelled[]
  readonly severities: readonly Labelled[]
  readonly outcomes: readonly Labelled[]
  /** Kinds of records, each called what its place is. */
  readonly recordTypes: readonly Labelled[]
  readonly types: readonly (Labelled & { readonly place: string; readonly operation: string })[]
}

/** Undefined until it has come. */
export const meta = createStore<Meta | undefined>(undefined)

/** Asks again; the document has begun the first request. */
export async function loadMeta(): Promise<Meta> {
  const loaded = await api<Meta>(metaRequest(language()))
  meta.set(loaded)
  return loaded
}

/** True if this person may do `permission`, as far as it is known. */
export function may(permission: string): boolean {
  return meta.get()?.can.includes(permission) ?? false
}

/** The name of a value in the reader's language; the value itself where it has none. */
export function labelOf(list: readonly Labelled[] | undefined, value: string): string {
  return list?.find((one) => one.value === value)?.label ?? value
}

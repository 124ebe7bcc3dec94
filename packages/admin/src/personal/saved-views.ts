/**
 * What is a saved view, and which ones may be kept?
 *
 * A name and a query string, nothing else: whoever opens it asks again, with what they may see
 * then. Known keys are checked as a query is; keys of the page itself are kept as they are.
 */
import { AuditError, LIST_KEYS, QUERY_KEYS, describeKind } from '@rastro/core'
import { requestInvalid } from '../http/refusal.ts'

/** Screens that a view may belong to. */
export const VIEW_SCREENS = ['events', 'history', 'people', 'addresses'] as const

export const VIEW_LIMITS = { views: 50, nameChars: 80, queryChars: 4_096 } as const

export type ViewScreen = (typeof VIEW_SCREENS)[number]

/** One saved view. */
export interface SavedView {
  readonly [key: string]: string
  readonly name: string
  /** Without its question mark. */
  readonly query: string
  readonly screen: ViewScreen
  /** When it was saved, RFC 3339. */
  readonly at: string
}

/** A view that somebody wants to save. */
export interface ViewWish {
  readonly name: string
  readonly query: string
  readonly screen: ViewScreen
  /** The name it had before, for one that is renamed. */
  readonly replaces: string
}

const BODY_KEYS = ['name', 'query', 'screen', 'replaces']

/** @throws AuditError `AUDIT_QUERY_INVALID` with the key of the body in `field`. */
export function readViewWish(body: unknown): ViewWish {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw requestInvalid(400, `the body must be an object, got ${describeKind(body)}`)
  }
  const unknown = Object.keys(body).find((key) => !BODY_KEYS.includes(key))
  if (unknown !== undefined) throw wrong(unknown.slice(0, 64), 'there is no such key')
  const { name, query, screen = 'events', replaces = name } = body as Record<string, unknown>
  const known = VIEW_SCREENS.find((one) => one === screen)
  if (known === undefined) throw wrong('screen', `expected one of ${VIEW_SCREENS.join(', ')}`)
  return {
    name: readName('name', name),
    query: readQuery(query),
    screen: known,
    replaces: readName('replaces', replaces),
  }
}

/** @throws AuditError `AUDIT_QUERY_INVALID` */
export function readName(field: string, value: unknown): string {
  const name = typeof value === 'string' ? value.trim() : ''
  const isFine = name !== '' && name.length <= VIEW_LIMITS.nameChars && !/\p{Cc}/u.test(name)
  if (isFine) return name
  throw wrong(field, `expected a name of 1 to ${VIEW_LIMITS.nameChars} characters`)
}

/** The keys of a view's query that choose events, as `parseQuery` takes them. */
export function filterOf(query: string): Readonly<Record<string, string>> {
  const filter = new Map<string, string>()
  for (const [key, value] of new URLSearchParams(query)) {
    if (!(QUERY_KEYS as readonly string[]).includes(key)) continue
    const before = filter.get(key)
    if (before !== undefined && !(LIST_KEYS as readonly string[]).includes(key)) {
      throw wrong(`query.${key}`, 'a key of one value stands twice')
    }
    filter.set(key, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(filter)
}

/** Puts a view where the one of its name, or the one it replaces, stood; else at the end. */
export function withView(views: readonly SavedView[], wish: ViewWish, at: string): SavedView[] {
  const { replaces, name, query, screen } = wish
  const view: SavedView = { name, query, screen, at }
  const index = views.findIndex((one) => one.name === replaces)
  const others = views.filter((one) => one.name !== replaces && one.name !== name)
  if (others.length >= VIEW_LIMITS.views) {
    throw wrong('name', `at most ${VIEW_LIMITS.views} views can be kept`)
  }
  const place = index === -1 ? others.length : Math.min(index, others.length)
  return others.toSpliced(place, 0, view)
}

/** What was saved, perhaps by another version; what is no view is left out. */
export function tryReadViews(saved: unknown): readonly SavedView[] | undefined {
  if (!Array.isArray(saved)) return undefined
  return saved.filter(isView)
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false
  const { name, query, screen, at } = value as Record<string, unknown>
  const texts = [name, query, at]
  return (
    texts.every((text) => typeof text === 'string') &&
    VIEW_SCREENS.some((known) => known === screen)
  )
}

function readQuery(value: unknown): string {
  if (typeof value !== 'string' || value.length > VIEW_LIMITS.queryChars) {
    throw wrong('query', `expected a query of at most ${VIEW_LIMITS.queryChars} characters`)
  }
  const query = value.replace(/^\?/, '')
  try {
    decodeURIComponent(query)
  } catch {
    throw wrong('query', 'its percent-encoding is broken')
  }
  // A fragment, or a whole address, is no query; what comes back is put behind a `?` by the page.
  if (/[\s#<>"\\\p{Cc}]/u.test(query)) throw wrong('query', 'expected an encoded query string')
  return query
}

export function wrong(field: string, message: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', `${field}: ${message}`, { field })
}

/**
 * Which screen does the address mean, and how does one get to another?
 *
 * The history API and nothing else. Links are ordinary links: the middle button and "copy link"
 * work, and only a plain click is taken over.
 */
import { pageUrl, root } from './boot.ts'
import { createStore } from './store.ts'

export interface Location {
  /** Below the mount, without slashes at its ends, e.g. `events/01JF…`. */
  readonly path: string
  /** As in the address, without the question mark. */
  readonly search: string
}

/** Where the page is. */
export const place = createStore<Location>(readLocation())

/** Counts navigations to another path: focus goes to the heading then, and not on a filter's edit. */
export const arrivals = createStore<number>(0)

export interface NavigateOptions {
  /** Without a new entry in the history. */
  readonly replace?: boolean
}

/** Goes to an address below the mount, e.g. `events?op=delete`. */
export function navigate(to: string, { replace = false }: NavigateOptions = {}): void {
  if (replace) history.replaceState(history.state, '', pageUrl(to))
  else history.pushState(null, '', pageUrl(to))
  arrive()
}

/** Told where somebody is about to go; true holds the page where it is. */
type Guard = (to: string) => boolean

let guard: Guard | undefined

/** Asks before the page is left, by a link or by the browser's own buttons; what comes back ends it. */
export function guardLeaving(next: Guard): () => void {
  guard = next
  return () => {
    guard = undefined
  }
}

/** True while there is something here that leaving would lose. */
export function isGuarded(): boolean {
  return guard !== undefined
}

/** Follows the browser's own movements, and plain clicks on links below the mount. */
export function startRouter(): void {
  addEventListener('popstate', onMoved)
  document.addEventListener('click', onClick)
}

function onMoved(): void {
  const next = readLocation()
  const { path, search } = place.get()
  if (next.path !== path && guard?.(withQuery(next)) === true) {
    // The browser is there already: it is brought back.
    history.pushState(null, '', pageUrl(withQuery({ path, search })))
    return
  }
  arrive()
}

function withQuery({ path, search }: Location): string {
  return search === '' ? path : `${path}?${search}`
}

function arrive(): void {
  const next = readLocation()
  const before = place.get()
  if (next.path === before.path && next.search === before.search) return
  place.set(next)
  if (next.path !== before.path) {
    scrollTo(0, 0)
    arrivals.set(arrivals.get() + 1)
  }
}

function onClick(event: MouseEvent): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  if (!isPlain || event.altKey || event.defaultPrevented) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.target !== '' || link.hasAttribute('download')) return
  const url = new URL(link.href)
  if (url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) return
  const path = url.pathname.slice(root.pathname.length)
  // The API is no screen, and a jump inside the page is the browser's own.
  if (path.startsWith('api/') || url.hash !== '') return
  event.preventDefault()
  if (guard?.(path + url.search) === true) return
  navigate(path + url.search)
}

function readLocation(): Location {
  const { pathname, search } = location
  const path = pathname.startsWith(root.pathname) ? pathname.slice(root.pathname.length) : ''
  return { path: path.replace(/\/$/, ''), search: search.slice(1) }
}

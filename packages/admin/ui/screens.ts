/**
 * Which screens are there?
 *
 * One line each. What is not here does not exist: it is in no navigation, and its address says so.
 * The first screen comes with the page; every other is loaded when somebody goes there.
 */
import type { FunctionComponent } from 'preact'
import type { MessageKey } from './core/i18n.ts'
import { EventsScreen } from './screens/events/events-screen.tsx'

export interface ScreenProps {
  /** Values of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** The query of the address. */
  readonly query: URLSearchParams
}

export type Screen = FunctionComponent<ScreenProps>

export interface ScreenEntry {
  readonly path: string
  /** Its name in the navigation; without one it is reached from other screens. */
  readonly nav?: MessageKey
  /** The navigation shows it to those who may do this. */
  readonly permission?: string
  readonly screen?: Screen
  readonly load?: () => Promise<{ readonly Screen: Screen }>
}

// prettier-ignore
export const SCREENS: readonly ScreenEntry[] = [
  { path: 'events', nav: 'shell.events', screen: EventsScreen },
  { path: 'events/:id', load: () => import('./screens/event/event-screen.tsx') },
  { path: 'history', load: () => import('./screens/history/history-screen.tsx') },
  { path: 'requests', nav: 'requests.nav', permission: 'requests', load: async () => ({ Screen: (await import('./screens/requests/requests-screen.tsx')).RequestsScreen }) },
  { path: 'requests/:id', load: async () => ({ Screen: (await import('./screens/requests/requests-screen.tsx')).RequestScreen }) },
  { path: 'settings/auditing', nav: 'auditing.nav', permission: 'configure', load: () => import('./screens/auditing/auditing-screen.tsx') },
  { path: 'people', load: async () => ({ Screen: (await import('./screens/rollup/rollup-screen.tsx')).PersonScreen }) },
  { path: 'addresses', load: async () => ({ Screen: (await import('./screens/rollup/rollup-screen.tsx')).AddressScreen }) },
]

/** Where the mount itself leads. */
export const HOME = 'events'

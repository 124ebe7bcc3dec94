/** Which screens are there, and what must stand on each once it is ready? */
import type { Desk } from './desk.ts'

export interface ScreenUnderTest {
  readonly name: string
  /** Its address below the mount, on a desk with the recorded day. */
  path(desk: Desk): string
  /** A selector of its content: what is not there while it loads or fails. */
  readonly content: string
  /** The part of the API whose failure is the screen's failure. */
  readonly api: RegExp
}

const PERIOD = 'from=2026-03-01&to=2026-03-31'

export const SCREENS: readonly ScreenUnderTest[] = [
  {
    name: 'Events',
    // That day alone: the tests' own looking is recorded too, and would stand above it.
    path: () => 'events?from=2026-03-31&to=2026-03-31',
    content: '.row-link',
    api: /\/api\/events\?/,
  },
  {
    name: 'Event',
    path: (desk) => `events/${desk.id('updated')}`,
    content: '.change-table',
    api: /\/api\/events\/[^/]+(?:\?|$)/,
  },
  {
    name: 'Record history',
    path: () => 'history?tt=Client&tid=client-1',
    content: '.timeline',
    api: /\/api\/history\?/,
  },
  {
    name: 'Auditing settings',
    path: () => 'settings/auditing',
    content: '.place-group',
    api: /\/api\/config$/,
  },
  {
    name: 'Person',
    path: () => `people?user=ana@example.com&${PERIOD}`,
    content: '.stats',
    api: /\/api\/people\?/,
  },
  {
    name: 'Address',
    path: () => `addresses?ip=203.0.113.45&${PERIOD}`,
    content: '.stats',
    api: /\/api\/addresses\?/,
  },
]

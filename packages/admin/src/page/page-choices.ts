/**
 * What did this person choose on the page before?
 *
 * Language, theme and density are in cookies of the page, because the first bytes depend on them:
 * otherwise a dark page would begin with a flash of a light one. Anybody can send any cookie; only
 * values that exist count.
 */
import type { AdminRequest } from '../http/exchange.ts'

const THEMES = ['light', 'dark'] as const
const DENSITIES = ['comfortable', 'compact'] as const

export interface PageChoices {
  readonly language: string | undefined
  /** Undefined: as the system has it. */
  readonly theme: (typeof THEMES)[number] | undefined
  readonly density: (typeof DENSITIES)[number] | undefined
}

export function readChoices(request: AdminRequest): PageChoices {
  const cookies = cookiesOf(request.header('cookie') ?? '')
  return {
    language: cookies.get('audit_lang'),
    theme: THEMES.find((one) => one === cookies.get('audit_theme')),
    density: DENSITIES.find((one) => one === cookies.get('audit_density')),
  }
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair): [string, string] => {
    const mark = pair.indexOf('=')
    return [pair.slice(0, mark).trim(), pair.slice(mark + 1).trim()]
  })
  // The first is that of the longest path: this page's own.
  return new Map(pairs.toReversed())
}

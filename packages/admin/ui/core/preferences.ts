/** How does this person like the page? Kept in this browser. */
import { readCookie, writeCookie } from './cookie.ts'
import { createStore } from './store.ts'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'comfortable' | 'compact'

export const THEMES: readonly Theme[] = ['system', 'light', 'dark']
export const DENSITIES: readonly Density[] = ['comfortable', 'compact']

const html = document.documentElement

export const theme = createStore<Theme>(
  THEMES.find((one) => one === html.dataset['theme']) ?? 'system',
)
export const density = createStore<Density>(
  DENSITIES.find((one) => one === html.dataset['density']) ?? 'comfortable',
)
/** Whether single letters do something outside of the table (WCAG 2.1.4). */
export const shortcuts = createStore<boolean>(readLocal('shortcuts') !== 'off')

export function setTheme(next: Theme): void {
  mark('theme', next === 'system' ? undefined : next)
  document
    .querySelector('meta[name="color-scheme"]')
    ?.setAttribute('content', next === 'system' ? 'light dark' : next)
  theme.set(next)
}

export function setDensity(next: Density): void {
  mark('density', next === 'comfortable' ? undefined : next)
  density.set(next)
}

export function setShortcuts(on: boolean): void {
  writeLocal('shortcuts', on ? 'on' : 'off')
  shortcuts.set(on)
}

/** A language is chosen by loading the page in it: its texts, and the server's own. */
export function setLanguage(next: string): void {
  if (readCookie('audit_lang') !== next) writeCookie('audit_lang', next)
  location.reload()
}

/** What is kept besides: small, and of no consequence if the browser keeps nothing. */
export function readLocal(key: string): string | undefined {
  try {
    return localStorage.getItem(`audit.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

export function writeLocal(key: string, value: string): void {
  try {
    localStorage.setItem(`audit.${key}`, value)
  } catch {
    // Storage is off or full: it holds until the page is left.
  }
}

function mark(name: 'theme' | 'density', value: string | undefined): void {
  writeCookie(`audit_${name}`, value)
  if (value === undefined) delete html.dataset[name]
  else html.dataset[name] = value
}

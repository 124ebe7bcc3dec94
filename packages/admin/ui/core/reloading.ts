/**
 * What if the application was updated while the page was open? A screen that is loaded now is no
 * longer there: the page loads itself again, once, and says so if that did not help.
 */
import { createStore } from './store.ts'

export const isOutdated = createStore(false)

const FLAG = 'audit.reloaded'

export function startReloading(): void {
  // Whoever asked for the file is told as well: prevented, it would get nothing in place of it.
  addEventListener('vite:preloadError', reloadOnce)
}

/** A screen came: the next failure is another one. */
export function screenLoaded(): void {
  remember(undefined)
}

/** True from the call until the browser has gone. */
let isReloading = false

export function reloadOnce(): void {
  if (isReloading) return
  if (remembered() !== null) {
    isOutdated.set(true)
    return
  }
  remember('1')
  isReloading = true
  location.reload()
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(FLAG)
  } catch {
    // Nothing can be remembered here: no reload, rather than one after the other.
    return '1'
  }
}

function remember(value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(FLAG)
    else sessionStorage.setItem(FLAG, value)
  } catch {
    // See above.
  }
}

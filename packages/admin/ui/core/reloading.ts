/**
 * What if the application was updated while the page was open? A screen that is loaded now is no
 * longer there: the page loads itself again, once, and says so if that did not help.
 */
import { createStore } from './store.ts'

export const isOutdated = createStore(false)

const FLAG = 'audit.reloaded'

export function startReloading(): void {
  addEventListener('vite:preloadError', (event) => {
    event.preventDefault()
    reloadOnce()
  })
}

/** A screen came: the next failure is another one. */
export function screenLoaded(): void {
  remember(undefined)
}

export function reloadOnce(): void {
  if (remembered() !== null) {
    isOutdated.set(true)
    return
  }
  remember('1')
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

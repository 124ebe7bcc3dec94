/**
 * What if the application was updated while the page was open? A screen that is loaded now is no
 * longer there: whoever goes to it gets it by a page that loads itself again, once. Whoever stays
 * where they are is told and decides: what they have typed is theirs.
 */
import { createStore } from './store.ts'

export const isOutdated = createStore(false)

const FLAG = 'audit.reloaded'

/** A screen came: the next failure is another one. */
export function screenLoaded(): void {
  isOutdated.set(false)
  remember(undefined)
}

/** Says that a part of the page did not come, and leaves the rest to the reader. */
export function tellOutdated(): void {
  isOutdated.set(true)
}

/** True from the call until the browser has gone. */
let isReloading = false

/** For who goes to another screen: nothing on this one is lost that was not left already. */
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

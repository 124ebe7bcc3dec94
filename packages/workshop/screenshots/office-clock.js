/**
 * What time is it in the pictures? Always the same day, so that they differ only where the page does.
 *
 * The clock of this process stands in the past and goes on by some minutes with every request that
 * the demo's people send: a day's work that took seconds looks like a day's work.
 */

/** A Tuesday. */
const STARTS_AT = Date.parse('2026-03-31T08:02:11Z')
const STEP_MS = 247_000

/**
 * Sets the clock of this process.
 */
export function setOfficeClock() {
  const RealDate = Date
  const realFetch = globalThis.fetch
  let stepAt = RealDate.now()
  let simulated = STARTS_AT

  const now = () => simulated + RealDate.now() - stepAt

  const OfficeDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
  // Whoever compares a date's constructor finds the one that it knows.
  RealDate.prototype.constructor = OfficeDate
  globalThis.Date = OfficeDate
  globalThis.fetch = (...args) => {
    simulated += STEP_MS
    stepAt = RealDate.now()
    return realFetch(...args)
  }
  return {
    /** From the real time to the one of the pictures, in milliseconds. */
    shiftMs: () => now() - RealDate.now(),
    /** The day is over: from here on the clock goes as others do. */
    stopSteps() {
      globalThis.fetch = realFetch
    },
  }
}

/**
 * The same in a browser, before the page's own script; runs there, so it uses nothing from here.
 *
 * @param {number} shiftMs - From the real time to the one of the pictures.
 */
export function setPageClock(shiftMs) {
  const RealDate = Date
  const now = () => RealDate.now() + shiftMs
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}

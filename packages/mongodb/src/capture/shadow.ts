/** Puts a method of ours on one object of the application's: no prototype is touched. */

/** A method whose `this` is the object it was called on. */
export type Method = (this: unknown, ...given: unknown[]) => unknown

/** Shadows a method on this one object, out of sight of those who list its properties. */
export function shadow(target: object, name: string, value: Method): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: false,
    configurable: true,
    writable: true,
  })
}

/**
 * Where does the page keep what its first bytes depend on? In cookies of the mount: the server
 * reads them, so that a dark page does not begin as a light one.
 */
import { root } from './boot.ts'

const ONE_YEAR_SECONDS = 31_536_000

export function readCookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}

/** `undefined` takes it away. */
export function writeCookie(name: string, value: string | undefined): void {
  const age = value === undefined ? 0 : ONE_YEAR_SECONDS
  document.cookie = `${name}=${value ?? ''}; path=${root.pathname}; max-age=${age}; samesite=lax`
}

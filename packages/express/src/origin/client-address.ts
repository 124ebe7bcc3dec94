/**
 * Which address do Express and proxies mean?
 */
import { tryNormalIp } from '@rastro/core'

// 39 characters of IPv6, a zone id, brackets and a port.
const MAX_LENGTH = 96

/**
 * Returns an address in the one form in which it is recorded, without brackets and port.
 *
 * @param text - What Express or a proxy calls the client's address.
 * @returns The address, or undefined if the text is none.
 *
 * @example
 * ```ts
 * tryClientAddress('[2001:DB8:0:0::1%eth0]:443') // '2001:db8::1'
 * ```
 */
export function tryClientAddress(text: string): string | undefined {
  return text.length > MAX_LENGTH ? undefined : tryNormalIp(withoutPort(text.trim()))
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1, Math.max(1, text.indexOf(']')))
  // One colon: IPv4 with a port, as some load balancers forward it. More: IPv6.
  const colon = text.indexOf(':')
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text
}

/**
 * How is an address written so that equal addresses are equal texts?
 */
import { isIP } from 'node:net'

// 39 characters of IPv6, a zone id, brackets and a port.
const MAX_LENGTH = 96

/**
 * Returns an address in the one form in which it is recorded.
 *
 * IPv6 by RFC 5952 (lower case, shortest form); an IPv4 address inside IPv6 (`::ffff:192.0.2.1`)
 * as IPv4; without brackets, port and zone id.
 *
 * @param text - What Express or a proxy calls the client's address.
 * @returns The address, or undefined if the text is none.
 *
 * @example
 * ```ts
 * tryNormalizeAddress('[2001:DB8:0:0::1%eth0]:443') // '2001:db8::1'
 * ```
 */
export function tryNormalizeAddress(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const address = withoutZone(withoutPort(text.trim()))
  const family = isIP(address)
  if (family === 4) return address
  if (family === 0) return undefined
  // The URL standard writes IPv6 hosts as RFC 5952 does, but for addresses that embed IPv4.
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return unmapped(host) ?? host
}

/** 4, 6, or undefined for what {@link tryNormalizeAddress} never returns. */
export function addressFamily(address: string): 4 | 6 | undefined {
  const family = isIP(address)
  return family === 4 || family === 6 ? family : undefined
}

function withoutPort(text: string): string {
  if (text.startsWith('[')) return text.slice(1, Math.max(1, text.indexOf(']')))
  // One colon: IPv4 with a port, as some load balancers forward it. More: IPv6.
  const colon = text.indexOf(':')
  return colon !== -1 && colon === text.lastIndexOf(':') ? text.slice(0, colon) : text
}

function withoutZone(text: string): string {
  const percent = text.indexOf('%')
  return percent === -1 ? text : text.slice(0, percent)
}

function unmapped(host: string): string | undefined {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host)
  if (match === null) return undefined
  const high = Number.parseInt(match[1] ?? '', 16)
  const low = Number.parseInt(match[2] ?? '', 16)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

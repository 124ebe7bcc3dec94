/** How is an address written, so that the one asked for equals the one recorded? */
import { isIP } from 'node:net'

/**
 * Returns an address in its one canonical form: IPv4 dotted, also where it came mapped into IPv6;
 * IPv6 as RFC 5952 writes it, without a zone.
 *
 * @returns undefined if the text is no address.
 *
 * @example
 * ```ts
 * tryNormalIp('2001:DB8:0::1') // '2001:db8::1'
 * tryNormalIp('::ffff:192.0.2.7') // '192.0.2.7'
 * ```
 */
export function tryNormalIp(text: string): string | undefined {
  const address = text.trim().replace(/%.*$/, '')
  const family = isIP(address)
  if (family === 0) return undefined
  if (family === 4) return address
  // The URL standard serialises IPv6 hosts as RFC 5952 does.
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host)
  if (mapped === null) return host
  const [high, low] = [parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

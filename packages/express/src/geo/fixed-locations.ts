/**
 * Where are the addresses that the operator knows: offices, test ranges, private networks?
 */
import { BlockList, isIP } from 'node:net'
import { AuditError, tryNormalIp } from '@rastro/core'
import type { GeoSource, Location } from './geo-source.ts'

interface FixedRange {
  readonly networks: BlockList
  /** 4 or 6. */
  readonly family: number
  readonly prefixLength: number
  readonly location: Location
}

/**
 * Locates addresses by a small table of ranges; the narrowest range that holds an address wins.
 *
 * @param table - Location by range in CIDR notation, or by single address.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID` naming the key that is no range.
 *
 * @example
 * ```ts
 * fixedLocations({ '192.0.2.0/24': { country: 'PT', city: 'Lisboa' } })
 * ```
 */
export function fixedLocations(table: Readonly<Record<string, Location>>): GeoSource {
  const ranges = Object.entries(table)
    .map(([range, location]) => parseRange(range, location))
    .sort((a, b) => b.prefixLength - a.prefixLength)
  return {
    locate(address) {
      const family = isIP(address)
      const range = ranges.find(
        (candidate) =>
          candidate.family === family &&
          candidate.networks.check(address, family === 6 ? 'ipv6' : 'ipv4'),
      )
      return range?.location
    },
  }
}

function parseRange(range: string, location: Location): FixedRange {
  const [text = '', length, ...rest] = range.split('/')
  const address = tryNormalIp(text)
  if (address === undefined || rest.length > 0) throw invalidRange(range)
  const family = isIP(address)
  const longest = family === 4 ? 32 : 128
  const prefixLength = length === undefined ? longest : Number(length)
  if (!/^\d{1,3}$/.test(length ?? '0') || prefixLength > longest) throw invalidRange(range)
  const networks = new BlockList()
  networks.addSubnet(address, prefixLength, family === 4 ? 'ipv4' : 'ipv6')
  return { networks, family, prefixLength, location }
}

function invalidRange(range: string): AuditError {
  return new AuditError(
    'AUDIT_OPTION_INVALID',
    `fixedLocations takes ranges such as 192.0.2.0/24 or 2001:db8::/32; '${range}' is none`,
    { field: range },
  )
}

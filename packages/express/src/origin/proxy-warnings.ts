/**
 * Is the application's `trust proxy` setting likely wrong?
 *
 * It decides whose word is taken for the client's address. Too little trust, and every event has
 * the proxy's address; too much, and anybody writes any address. Both are silent in Express, so
 * each is said once, when the first event that it would spoil is recorded.
 */
import { BlockList, isIPv6 } from 'node:net'
import type { Logger } from '@rastro/core'
import type { RequestLike } from '../request/request-like.ts'
import { tryClientAddress } from './client-address.ts'

/**
 * Makes a check that warns once per kind of misconfiguration.
 *
 * @param log - Where to.
 */
export function createProxyWarnings(log: Logger): (req: RequestLike) => void {
  const privateNetworks = listPrivateNetworks()
  let hasWarnedOfTrust = false
  let hasWarnedOfDistrust = false
  return (req) => {
    if (hasWarnedOfTrust && hasWarnedOfDistrust) return
    const trust = req.app?.get('trust proxy')
    if (trust === true && !hasWarnedOfTrust) {
      hasWarnedOfTrust = true
      log.warn(
        "'trust proxy' is true: whoever sends X-Forwarded-For chooses the address that is " +
          'recorded. Set it to the number of proxies in front of the application, or to their addresses',
      )
    }
    if (isOff(trust) && !hasWarnedOfDistrust && isForwardedByNeighbour(req, privateNetworks)) {
      hasWarnedOfDistrust = true
      log.warn(
        "requests carry X-Forwarded-For and come from a private address, but 'trust proxy' is " +
          "off: the proxy's address is recorded as the client's. If this proxy is yours, set " +
          "'trust proxy' to the number of proxies, for one: app.set('trust proxy', 1)",
      )
    }
  }
}

function isOff(trust: unknown): boolean {
  return trust === undefined || trust === null || trust === false || trust === 0
}

function isForwardedByNeighbour(req: RequestLike, privateNetworks: BlockList): boolean {
  if (req.headers['x-forwarded-for'] === undefined) return false
  const peer = tryClientAddress(req.socket?.remoteAddress ?? '')
  if (peer === undefined) return false
  return privateNetworks.check(peer, isIPv6(peer) ? 'ipv6' : 'ipv4')
}

function listPrivateNetworks(): BlockList {
  const list = new BlockList()
  list.addSubnet('127.0.0.0', 8, 'ipv4')
  list.addSubnet('10.0.0.0', 8, 'ipv4')
  list.addSubnet('172.16.0.0', 12, 'ipv4')
  list.addSubnet('192.168.0.0', 16, 'ipv4')
  list.addSubnet('169.254.0.0', 16, 'ipv4')
  // Shared address space (RFC 6598): load balancers of some hosts live there.
  list.addSubnet('100.64.0.0', 10, 'ipv4')
  list.addAddress('::1', 'ipv6')
  list.addSubnet('fc00::', 7, 'ipv6')
  list.addSubnet('fe80::', 10, 'ipv6')
  return list
}

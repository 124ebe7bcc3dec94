/**
 * From where did a request come, and by which program?
 *
 * Answers for the event's `origin` field, when an event is recorded and never before.
 */
import type { Logger, Origin } from '@rastro/core'
import { isPromiseLike } from '../failure/within-time.ts'
import { describeFailure } from '../failure/describe-failure.ts'
import type { GeoSource } from '../geo/geo-source.ts'
import { createLocationLookup } from '../geo/location-lookup.ts'
import { headerValue } from '../request/header.ts'
import type { RequestLike } from '../request/request-like.ts'
import { tryClientAddress } from './client-address.ts'
import { createProxyWarnings } from './proxy-warnings.ts'
import { createUserAgentReader } from './user-agent.ts'

export interface OriginReaderOptions {
  readonly log: Logger
  readonly geo?: GeoSource | undefined
  readonly trustWarnings: boolean
}

/** Makes the reader of one middleware; it remembers locations and user agents across requests. */
export function createOriginReader(
  options: OriginReaderOptions,
): (req: RequestLike) => Origin | Promise<Origin> {
  const { log } = options
  const readUserAgent = createUserAgentReader()
  const warnOfProxy = options.trustWarnings ? createProxyWarnings(log) : undefined
  const locate = options.geo === undefined ? undefined : createLocationLookup(options.geo, log)
  let hasWarned = false

  return (req) => {
    const header = headerValue(req, 'user-agent', Infinity)
    const program = header === undefined ? {} : readUserAgent(header)
    const ip = addressOf(req)
    if (ip === undefined) return { ...program }
    const location = locate?.(ip)
    if (location === undefined) return { ip, ...program }
    return isPromiseLike(location)
      ? location.then((found) => ({ ip, ...found, ...program }))
      : { ip, ...location, ...program }
  }

  function addressOf(req: RequestLike): string | undefined {
    try {
      warnOfProxy?.(req)
      // No other address stands in for one that cannot be read: a proxy's would accuse the wrong one.
      return tryClientAddress(req.ip ?? req.socket?.remoteAddress ?? '')
    } catch (error) {
      // A `trust proxy` function of the application may throw.
      if (!hasWarned) log.warn(`events are recorded without address: ${describeFailure(error)}`)
      hasWarned = true
      return undefined
    }
  }
}

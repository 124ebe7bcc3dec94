/**
 * The thread in which `geoip-lite` lives; see `geoip-lite.ts`.
 *
 * The one module of this package that does work when it is loaded, because that is what the file
 * of a thread is for.
 */
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { Location } from './geo-source.ts'
import type { GeoipLiteMessage, GeoipLiteQuestion } from './geoip-lite.ts'

interface GeoipLite {
  lookup(address: string): { country?: string; region?: string; city?: string } | null
}

try {
  const geoip = createRequire(import.meta.url)('geoip-lite') as GeoipLite
  parentPort?.on('message', ({ id, address }: GeoipLiteQuestion) => {
    send({ kind: 'answer', id, location: tryLocate(geoip, address) })
  })
  send({ kind: 'ready' })
} catch {
  send({ kind: 'failed', reason: 'its data could not be loaded: install it again' })
}

function tryLocate(geoip: GeoipLite, address: string): Location | undefined {
  try {
    const found = geoip.lookup(address)
    if (found === null) return undefined
    // Empty texts stand for what is not known; the lookup that asked leaves them out.
    return { country: found.country ?? '', region: found.region ?? '', city: found.city ?? '' }
  } catch {
    // An address that it does not understand has no location.
    return undefined
  }
}

function send(message: GeoipLiteMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window.
  parentPort?.postMessage(message)
}

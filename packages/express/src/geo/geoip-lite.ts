/**
 * Where is an address, by the data that come with the package `geoip-lite`?
 *
 * The package is an optional peer: some 160 MB on disk and 150 MB of memory, read in one go that
 * blocks its thread for up to 0.7 s. So it lives in a thread of its own, started when the
 * application starts, and no request ever waits for it to load.
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { AuditError } from '@rastro/core'
import type { GeoSource, Location } from './geo-source.ts'

/** What the thread sends: that it has loaded, that it cannot, or an answer. */
export type GeoipLiteMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly location: Location | undefined }

/** What the thread is asked. */
export interface GeoipLiteQuestion {
  readonly id: number
  readonly address: string
}

type Answer = (location: Location | undefined) => void

/**
 * Locates addresses by `geoip-lite`, loaded in the background; until then no address is known.
 *
 * @throws {@link AuditError} `AUDIT_GEO_UNAVAILABLE` if the package is not installed.
 *
 * @example
 * ```ts
 * app.use(audit.context({ geo: geoipLite() }))
 * ```
 */
export function geoipLite(): GeoSource {
  const worker = startWorker()
  const waiting = new Map<number, Answer>()
  let nextId = 0
  let isLoaded = false

  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: GeoipLiteMessage) => {
      if (message.kind === 'answer') return settle(message.id, message.location)
      if (message.kind === 'failed') return reject(unavailable(message.reason))
      isLoaded = true
      resolve()
    })
    worker.on('error', (cause) => reject(unavailable('its thread failed', cause)))
    worker.on('exit', () => {
      isLoaded = false
      reject(unavailable('its thread ended'))
      for (const id of waiting.keys()) settle(id, undefined)
    })
  })
  // Whoever asks may wait for it; nobody has to.
  ready.catch(() => {})
  // Neither loading nor idling keeps a process alive that has nothing else to do.
  worker.unref()

  function settle(id: number, location: Location | undefined): void {
    const answer = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    answer?.(location)
  }

  return {
    ready,
    locate(address) {
      if (!isLoaded) return undefined
      const id = nextId
      nextId += 1
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        worker.ref()
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window.
        worker.postMessage({ id, address } satisfies GeoipLiteQuestion)
      })
    },
    async close() {
      await worker.terminate()
    },
  }
}

function startWorker(): Worker {
  try {
    // Only looks for it: loading is for the thread.
    createRequire(import.meta.url).resolve('geoip-lite')
  } catch (cause) {
    throw unavailable('it is not installed: run npm install geoip-lite', cause)
  }
  // The flags of the application's process are not meant for a thread; some end it.
  return new Worker(new URL('./geoip-lite-worker.js', import.meta.url), { execArgv: [] })
}

function unavailable(reason: string, cause?: unknown): AuditError {
  return new AuditError('AUDIT_GEO_UNAVAILABLE', `geoip-lite cannot be used, ${reason}`, { cause })
}

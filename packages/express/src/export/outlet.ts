/**
 * What of a file has really left, and is anybody still there to take more?
 *
 * Node says of each chunk when the operating system has it; middleware that compresses keeps that
 * to itself, and then it is known when the whole buffer is empty. Nobody says what arrived.
 */
import type { ExportResponse } from '@rastro/core'

// Taken at load: applications fake timers, and a faked one would never fire.
const { setTimeout, clearTimeout } = globalThis

/** A few words more for a reader who may have gone. */
const MAX_FLUSH_MS = 5_000

export interface Outlet {
  /** True once nobody is there any more. */
  isGone(): boolean
  /** Why. */
  reason(): 'reader-gone' | 'reader-stalled'
  /** Resolves when it is done, or when nobody is there to wait for it. */
  until<T>(work: Promise<T>): Promise<T | undefined>
  /** Hands over a chunk and waits until there is room for more. */
  put(text: string | Uint8Array, rows: number): Promise<void>
  /** Waits until everything handed over has left. */
  flushed(): Promise<void>
  /** Ends the file and waits until all of it has left. */
  end(): Promise<void>
  left(): { readonly rows: number; readonly bytes: number }
  /** Takes its listeners away. */
  release(): void
}

interface Chunk {
  readonly rows: number
  readonly bytes: number
}

/** Watches a response that nothing was written to yet. */
export function createOutlet(response: ExportResponse, stallMs: number): Outlet {
  const onTheWay: Chunk[] = []
  let rows = 0
  let bytes = 0
  let isOver = response.destroyed || response.writableEnded
  let isStalled = false
  let hasRoom = true
  let wake: (() => void) | undefined

  function leave(chunk: Chunk | undefined): void {
    if (chunk === undefined) return
    rows += chunk.rows
    bytes += chunk.bytes
  }

  function onWritten(chunk: Chunk, error: Error | null | undefined): void {
    const at = onTheWay.indexOf(chunk)
    if (at === -1 || error) return
    onTheWay.splice(at, 1)
    leave(chunk)
    wake?.()
  }

  function onEmpty(): void {
    while (onTheWay.length > 0) leave(onTheWay.shift())
    hasRoom = true
    wake?.()
  }

  function onClose(): void {
    isOver = true
    wake?.()
  }

  // A connection that breaks off is an error too; unheard, it would end the process.
  const onError = (): void => onClose()

  response.on('close', onClose)
  response.on('drain', onEmpty)
  response.on('finish', onEmpty)
  response.on('error', onError)

  /** Waits without leaving anything behind on a promise that lives as long as the response. */
  async function when(isDone: () => boolean): Promise<void> {
    while (!isDone() && !isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    wake = undefined
  }

  /** The same for what only the reader's taking can bring about. */
  async function whenTaken(isDone: () => boolean, waitMs: number = stallMs): Promise<void> {
    if (isDone() || isOver) return
    const timer = setTimeout(() => {
      isStalled = !isOver
      isOver = true
      response.destroy()
      wake?.()
    }, waitMs)
    timer.unref()
    await when(isDone)
    clearTimeout(timer)
  }

  return {
    isGone: () => isOver && !response.writableFinished,
    reason: () => (isStalled ? 'reader-stalled' : 'reader-gone'),
    async until<T>(work: Promise<T>) {
      let settled: { readonly value: T } | { readonly error: unknown } | undefined
      work.then(
        (value) => {
          settled = { value }
          wake?.()
        },
        (error: unknown) => {
          settled = { error }
          wake?.()
        },
      )
      await when(() => settled !== undefined)
      if (settled === undefined) return undefined
      const { value, error } = settled as { value?: T; error?: unknown }
      if ('error' in settled) throw error
      return value
    },
    async put(text, count) {
      if (text.length === 0 || isOver) return
      const data = typeof text === 'string' ? Buffer.from(text) : text
      const chunk = { rows: count, bytes: data.byteLength }
      onTheWay.push(chunk)
      hasRoom = response.write(data, (error) => onWritten(chunk, error))
      if (!hasRoom) await whenTaken(() => hasRoom)
    },
    async flushed() {
      await whenTaken(() => onTheWay.length === 0, Math.min(stallMs, MAX_FLUSH_MS))
    },
    async end() {
      if (isOver) return
      response.end()
      await whenTaken(() => response.writableFinished)
      // True before Node says so of each chunk.
      if (response.writableFinished) onEmpty()
    },
    left: () => ({ rows, bytes }),
    release() {
      response.off('close', onClose)
      response.off('drain', onEmpty)
      response.off('finish', onEmpty)
      // `onError` stays: a late error of this response is nobody else's to hear.
    },
  }
}

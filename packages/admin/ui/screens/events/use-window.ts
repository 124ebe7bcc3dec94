/**
 * Which rows are in sight? Only those are in the document, however many there are.
 *
 * All rows have one height, which is measured: it grows with the reader's text. The list scrolls by
 * itself on large windows and with the page on small ones; both are one rectangle here.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { RefObject } from 'preact'

/** Rows above and below those in sight, so that nothing blank is scrolled into view. */
const OVERSCAN = 6
/** Until the first measurement. */
const GUESS_PX = 44

interface Range {
  readonly start: number
  readonly end: number
}

export interface WindowOfRows extends Range {
  readonly rowPx: number
}

export interface WindowOptions {
  readonly count: number
  /** What scrolls on large windows. */
  readonly region: RefObject<HTMLElement | null>
  /** What holds the rows. */
  readonly body: RefObject<HTMLElement | null>
  /** A row that is not seen, to be measured. */
  readonly probe: RefObject<HTMLElement | null>
}

export function useWindow({ count, region, body, probe }: WindowOptions): WindowOfRows {
  const [rowPx, setRowPx] = useState(GUESS_PX)
  const [range, setRange] = useState({ start: 0, end: 40 })
  const latest = useRef(range)

  useLayoutEffect(() => {
    const row = probe.current
    if (row === null) return undefined
    // Whole pixels: at fractions of them some lines between rows would vanish.
    const measure = (): void => setRowPx(Math.ceil(row.getBoundingClientRect().height) || GUESS_PX)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(row)
    return () => observer.disconnect()
  }, [probe])

  useEffect(() => {
    let frame = 0
    function read(): void {
      frame = 0
      if (body.current === null || region.current === null) return
      const seen = rangeOf(body.current.getBoundingClientRect(), {
        clip: region.current.getBoundingClientRect(),
        rowPx,
        count,
      })
      // After a jump every row is new: those in sight come first, and the others a picture later.
      const isJump = seen.start > latest.current.end || seen.end < latest.current.start
      const next = isJump ? seen : widened(seen, count)
      latest.current = next
      setRange((now) => (now.start === next.start && now.end === next.end ? now : next))
      if (isJump) soon()
    }
    function soon(): void {
      if (frame === 0) frame = requestAnimationFrame(read)
    }
    read()
    const box = region.current
    box?.addEventListener('scroll', soon, { passive: true })
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      box?.removeEventListener('scroll', soon)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [count, rowPx, region, body])

  return { start: Math.min(range.start, count), end: Math.min(range.end, count), rowPx }
}

function rangeOf(
  body: DOMRect,
  {
    clip,
    rowPx,
    count,
  }: { readonly clip: DOMRect; readonly rowPx: number; readonly count: number },
): Range {
  const top = Math.max(0, clip.top)
  const bottom = Math.min(innerHeight, clip.bottom)
  const first = Math.floor((top - body.top) / rowPx)
  const last = Math.ceil((bottom - body.top) / rowPx)
  return { start: Math.max(0, first), end: Math.max(0, Math.min(count, last)) }
}

function widened({ start, end }: Range, count: number): Range {
  return { start: Math.max(0, start - OVERSCAN), end: Math.min(count, end + OVERSCAN) }
}

/**
 * Is somebody reading the rows? Then nothing may push them away.
 *
 * Who has scrolled down reads, who has the focus in a row, and whoever lets the pointer rest on the
 * rows: a row that moves away under a finger that is about to click is another row.
 */
import { useCallback, useState } from 'preact/hooks'

/** What tells that somebody reads. */
export type ReadingSign = 'scrolled' | 'focus' | 'pointer'

export type OnReading = (sign: ReadingSign, isThere: boolean) => void

export function useReading(): readonly [isReading: boolean, onReading: OnReading] {
  const [signs, setSigns] = useState<readonly ReadingSign[]>([])
  const onReading = useCallback<OnReading>((sign, isThere) => {
    setSigns((before) => {
      if (before.includes(sign) === isThere) return before
      return isThere ? [...before, sign] : before.filter((one) => one !== sign)
    })
  }, [])
  return [signs.length > 0, onReading]
}

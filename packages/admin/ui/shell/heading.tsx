/** The one heading of a screen: it names the window, and takes the focus after a navigation. */
import { useEffect, useRef } from 'preact/hooks'
import { boot } from '../core/boot.ts'
import { t } from '../core/i18n.ts'
import { arrivals } from '../core/router.ts'

export interface HeadingProps {
  readonly children: string
  /** For the window's title, where the heading itself is long. */
  readonly title?: string
}

/** The arrival whose heading has had the focus already. */
let greeted = 0

export function Heading({ children, title }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const name = title ?? children
  useEffect(() => {
    const parts = [name, t('shell.title'), boot.title ?? '']
    document.title = [...new Set(parts.filter((part) => part !== ''))].join(' · ')
  }, [name])
  useEffect(() => {
    // Not when the page opens: there the browser's own beginning is the right one.
    const count = arrivals.get()
    if (count === 0) return
    // A screen that has loaded may bring another heading than it had before, and the focus went with
    // that one.
    const isLost = document.activeElement === document.body
    if (count === greeted && !isLost) return
    greeted = count
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1} class="heading">
      {children}
    </h1>
  )
}

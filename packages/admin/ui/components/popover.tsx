/**
 * What opens below a button and closes by itself? The browser's own popover: it closes on Escape and
 * on a click elsewhere, and gives the focus back.
 */
import type { ComponentChildren, TargetedToggleEvent } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Button } from './button.tsx'
import type { ButtonProps } from './button.tsx'

const GAP_PX = 6
const EDGE_PX = 8

export interface PopoverProps {
  readonly button: Omit<ButtonProps, 'opens' | 'onClick' | 'children'>
  /** The text on the button; none for a button that is an icon. */
  readonly text?: ComponentChildren
  /** What the popover holds; rendered only while it is open. */
  readonly children: (close: () => void) => ComponentChildren
  readonly label: string
  readonly class?: string
}

export function Popover({ button, text, children, label, class: extra }: PopoverProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const anchor = useRef<HTMLSpanElement>(null)

  function onToggle(event: TargetedToggleEvent<HTMLDivElement>): void {
    // Popovers inside this one tell of themselves as well.
    if (event.target !== box.current) return
    setOpen(event.newState === 'open')
  }

  useLayoutEffect(() => {
    const { current } = box
    if (!isOpen || current === null) return undefined
    let hasFocused = false
    // What it holds may come after it has opened, and change while it is open.
    const observer = new ResizeObserver(() => {
      if (anchor.current === null) return
      placeBelow(current, anchor.current.getBoundingClientRect())
      if (hasFocused) return
      const first = current.querySelector<HTMLElement>('[autofocus], input, button, select, a')
      first?.focus()
      hasFocused = first !== null
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [isOpen])

  return (
    <span class="popover-anchor" ref={anchor}>
      <Button {...button} opens={id} expanded={isOpen}>
        {text}
      </Button>
      <div
        id={id}
        ref={box}
        popover="auto"
        role="group"
        aria-label={label}
        class={`popover${extra === undefined ? '' : ` ${extra}`}`}
        onToggle={onToggle}
      >
        {isOpen ? children(() => box.current?.hidePopover()) : null}
      </div>
    </span>
  )
}

/** Below the button and inside the window; above it where there is no room below. */
export function placeBelow(box: HTMLElement, anchor: DOMRect): void {
  const { width, height } = box.getBoundingClientRect()
  const isRight = anchor.left + width > innerWidth - EDGE_PX
  const left = isRight ? Math.min(anchor.right, innerWidth - EDGE_PX) - width : anchor.left
  const below = anchor.bottom + GAP_PX
  const above = anchor.top - GAP_PX - height
  box.style.left = `${Math.max(EDGE_PX, left)}px`
  box.style.top = `${below + height > innerHeight - EDGE_PX && above >= EDGE_PX ? above : below}px`
}

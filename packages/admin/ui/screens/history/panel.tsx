/** A part of the screen that was opened and can be closed. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { t } from '../../core/i18n.ts'

export interface PanelProps {
  readonly title: string
  readonly onClose?: () => void
  /** Changes when somebody elsewhere on the screen asked for it: then it takes the focus. */
  readonly asked?: number
  readonly children: ComponentChildren
}

export function Panel({ title, onClose, asked = 0, children }: PanelProps) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (asked > 0) box.current?.focus()
  }, [asked])
  return (
    <section class="past" aria-label={title} tabIndex={-1} ref={box}>
      <header class="dialog-head">
        <h2>{title}</h2>
        {onClose === undefined ? null : (
          <Button kind="quiet" icon="x" label={t('shell.close')} onClick={onClose} />
        )}
      </header>
      {children}
    </section>
  )
}

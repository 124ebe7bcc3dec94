/** A dialog of the browser's own: what is behind it is out of reach, and focus returns. */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../core/i18n.ts'
import { Button } from './button.tsx'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** Buttons at its end. */
  readonly actions?: ComponentChildren
}

/** Rendered while it is open. */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const box = dialog.current
    if (box === null || box.open) return
    box.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        // Only the space around it is the dialog itself.
        if (event.target === dialog.current) dialog.current?.close()
      }}
    >
      <div class="dialog-in">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <Button
            kind="quiet"
            icon="x"
            label={t('shell.close')}
            onClick={() => dialog.current?.close()}
          />
        </header>
        <div class="dialog-body">{children}</div>
        {actions === undefined ? null : <footer class="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  )
}

/** Closes the dialog that a button stands in: taken away unclosed, it would not give the focus back. */
export function closeDialog({ target }: MouseEvent): void {
  if (target instanceof Element) target.closest('dialog')?.close()
}

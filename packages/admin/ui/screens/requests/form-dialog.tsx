/** A dialog that sends something: what is to be filled in, what was refused, and its two buttons. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog, closeDialog } from '../../components/dialog.tsx'
import { Failure } from '../../components/screen-state.tsx'
import { ApiError } from '../../core/api-error.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'

export interface FormDialogProps {
  readonly title: string
  readonly button: string
  readonly isDanger?: boolean
  /** Begins to send, and resolves when it is done; undefined where something is missing. */
  readonly onSend: () => Promise<unknown> | undefined
  readonly onClose: () => void
  /** Fields that say themselves what was refused about them. */
  readonly fields?: readonly string[]
  readonly children: (refusedField: string | undefined) => ComponentChildren
}

export function FormDialog(props: FormDialogProps) {
  const { title, button, isDanger = false, onSend, onClose, fields = [], children } = props
  const [error, setError] = useState<unknown>()
  const isSending = useRef(false)
  const field = error instanceof ApiError ? error.body.field : undefined
  const isOwn = field !== undefined && fields.includes(field)

  async function send(): Promise<void> {
    const sent = isSending.current ? undefined : onSend()
    if (sent === undefined) return
    isSending.current = true
    try {
      await sent
      onClose()
    } catch (thrown) {
      setError(thrown)
    } finally {
      isSending.current = false
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {children(field)}
        {error === undefined || isOwn ? null : <Refused error={error} />}
        <div class="dialog-actions">
          <Button onClick={closeDialog}>{t('shell.cancel')}</Button>
          <Button kind={isDanger ? 'danger' : 'primary'} type="submit">
            {button}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const REFUSALS: Readonly<Record<string, MessageKey>> = {
  AUDIT_SUBJECT_REQUEST_REFUSED: 'requests.notNow',
  AUDIT_ERASURE_UNAVAILABLE: 'requests.noErasure',
  AUDIT_ERASURE_HELD: 'requests.held',
}

/** What is not possible now is said in the request's own words; the rest as everywhere. */
function Refused({ error }: { readonly error: unknown }) {
  const key = error instanceof ApiError ? REFUSALS[error.body.code ?? ''] : undefined
  if (key === undefined) return <Failure error={error} />
  return (
    <p class="notice bad" role="alert">
      {t(key)}
    </p>
  )
}

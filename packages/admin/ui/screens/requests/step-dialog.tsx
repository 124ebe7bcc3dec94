/** One step of a request: what has to be said with it, and what it will do. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog, closeDialog } from '../../components/dialog.tsx'
import { Select, TextField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import type { Labelled } from '../../core/meta.ts'
import { Refused } from './open-dialog.tsx'

/** Something to be filled in. */
export interface StepField {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly isNeeded?: boolean
  /** Only this may be typed: against slips of the hand. */
  readonly mustBe?: string
  readonly options?: readonly Labelled[]
}

export interface StepDialogProps {
  readonly title: string
  readonly button: string
  readonly isDanger?: boolean
  readonly fields: readonly StepField[]
  readonly children?: ComponentChildren
  readonly onSend: (values: Readonly<Record<string, string>>) => Promise<unknown>
  readonly onClose: () => void
}

export function StepDialog(props: StepDialogProps) {
  const { title, button, isDanger = false, fields, children, onSend, onClose } = props
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(fields.map(({ name, options }) => [name, options?.[0]?.value ?? ''])),
  )
  const [isChecked, setChecked] = useState(false)
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const isFine = ({ name, isNeeded, mustBe }: StepField): boolean => {
    const value = values[name]?.trim() ?? ''
    if (mustBe !== undefined) return value === mustBe
    return isNeeded !== true || value !== ''
  }

  async function send(): Promise<void> {
    setChecked(true)
    if (isSending || !fields.every(isFine)) return
    const said = fields.filter(({ name, mustBe }) => mustBe === undefined && values[name]?.trim())
    setSending(true)
    try {
      await onSend(Object.fromEntries(said.map(({ name }) => [name, values[name]?.trim() ?? ''])))
      onClose()
    } catch (thrown) {
      setError(thrown)
      setSending(false)
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
        {children}
        {fields.map((field) => {
          const { name, label, hint, options } = field
          const set = (value: string): void => setValues({ ...values, [name]: value })
          const value = values[name] ?? ''
          if (options !== undefined) {
            return (
              <Select key={name} label={label} value={value} options={options} onChange={set} />
            )
          }
          return (
            <TextField
              key={name}
              label={label}
              {...(hint === undefined ? {} : { hint })}
              value={value}
              {...(isChecked && !isFine(field) ? { error: t('requests.missing') } : {})}
              onInput={set}
            />
          )
        })}
        {error === undefined ? null : <Refused error={error} />}
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

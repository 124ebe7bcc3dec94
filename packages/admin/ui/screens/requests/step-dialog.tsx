/** One step of a request: what has to be said with it, and what it will do. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Select, TextField } from '../../components/field.tsx'
import { t } from '../../core/i18n.ts'
import type { Labelled } from '../../core/meta.ts'
import { FormDialog } from './form-dialog.tsx'

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
  const isFine = ({ name, isNeeded, mustBe }: StepField): boolean => {
    const value = values[name]?.trim() ?? ''
    if (mustBe !== undefined) return value === mustBe
    return isNeeded !== true || value !== ''
  }

  function send(): Promise<unknown> | undefined {
    setChecked(true)
    if (!fields.every(isFine)) return undefined
    const said = fields.filter(({ name, mustBe }) => mustBe === undefined && values[name]?.trim())
    return onSend(Object.fromEntries(said.map(({ name }) => [name, values[name]?.trim() ?? ''])))
  }

  return (
    <FormDialog title={title} button={button} isDanger={isDanger} onSend={send} onClose={onClose}>
      {() => (
        <>
          {children}
          {fields.map((field) => {
            const { name, label, hint, options } = field
            const set = (value: string): void => setValues({ ...values, [name]: value })
            const value = values[name] ?? ''
            if (options !== undefined) {
              return (
                <Select
                  key={name}
                  label={label}
                  {...(hint === undefined ? {} : { hint })}
                  value={value}
                  options={options}
                  onChange={set}
                />
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
        </>
      )}
    </FormDialog>
  )
}

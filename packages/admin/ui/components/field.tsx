/** Fields with their labels, hints and errors tied to them. */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { Labelled } from '../core/meta.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly error?: string
  /** Id of what else has to be known, e.g. why it cannot be changed. */
  readonly describedBy?: string
}

interface FrameProps extends FieldProps {
  readonly id: string
  readonly children: ComponentChildren
}

function Frame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

function describedBy(id: string, { hint, error, describedBy: other = '' }: FieldProps) {
  const ids = [
    hint === undefined ? '' : `${id}-hint`,
    error === undefined ? '' : `${id}-error`,
    other,
  ]
  const given = ids.filter((one) => one !== '').join(' ')
  return given === '' ? undefined : given
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly autoFocus?: boolean
  readonly inputMode?: 'text' | 'numeric' | 'decimal'
  /** What may be meant; anything else may be typed as well. */
  readonly suggestions?: readonly Labelled[]
}

export function TextField(props: TextFieldProps) {
  const id = useId()
  const { suggestions = [] } = props
  const hasSuggestions = suggestions.length > 0
  return (
    <Frame id={id} {...props}>
      <input
        id={id}
        class="input"
        type="text"
        autocomplete="off"
        spellcheck={false}
        autofocus={props.autoFocus}
        inputMode={props.inputMode}
        list={hasSuggestions ? `${id}-list` : undefined}
        value={props.value}
        aria-invalid={props.error !== undefined}
        aria-describedby={describedBy(id, props)}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {hasSuggestions ? (
        <datalist id={`${id}-list`}>
          {suggestions.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </datalist>
      ) : null}
    </Frame>
  )
}

export interface DateFieldProps extends FieldProps {
  /** `YYYY-MM-DD`, or empty. */
  readonly value: string
  readonly max?: string
  readonly onInput: (value: string) => void
}

export function DateField(props: DateFieldProps) {
  const id = useId()
  return (
    <Frame id={id} {...props}>
      <input
        id={id}
        class="input"
        type="date"
        value={props.value}
        max={props.max}
        aria-invalid={props.error !== undefined}
        aria-describedby={describedBy(id, props)}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Frame>
  )
}

export interface SelectProps extends FieldProps {
  readonly value: string
  readonly options: readonly Labelled[]
  readonly disabled?: boolean
  readonly onChange: (value: string) => void
}

export function Select(props: SelectProps) {
  const id = useId()
  return (
    <Frame id={id} {...props}>
      <select
        id={id}
        class="input select"
        disabled={props.disabled}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

export interface CheckProps {
  readonly label: ComponentChildren
  readonly checked: boolean
  readonly disabled?: boolean
  readonly describedBy?: string
  readonly onChange: (checked: boolean) => void
}

export function Check({ label, checked, disabled, describedBy, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

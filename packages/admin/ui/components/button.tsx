/** A button, and the link that looks like one. */
import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

export interface ButtonProps {
  /** Required unless `children` is text: what the button does, for screen readers and the pointer. */
  readonly label?: string
  readonly icon?: IconName
  /** `quiet` has no frame until it is pointed at. */
  readonly kind?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly pressed?: boolean
  readonly disabled?: boolean
  /** Id of the text that says why it is disabled. */
  readonly describedBy?: string
  readonly type?: 'button' | 'submit'
  /** Opens the popover of this id. */
  readonly opens?: string
  readonly expanded?: boolean
  readonly id?: string
  readonly tabIndex?: number
  readonly class?: string
  readonly onClick?: (event: MouseEvent) => void
  readonly children?: ComponentChildren
}

export function Button(props: ButtonProps) {
  const { label, icon, kind = 'plain', children, pressed, opens } = props
  const hasText = children !== undefined
  return (
    <button
      id={props.id}
      tabIndex={props.tabIndex}
      type={props.type ?? 'button'}
      class={`button ${kind}${hasText ? '' : ' bare'}${props.class === undefined ? '' : ` ${props.class}`}`}
      aria-label={label}
      title={hasText ? undefined : label}
      aria-pressed={pressed}
      aria-expanded={props.expanded}
      aria-describedby={props.describedBy}
      disabled={props.disabled}
      popovertarget={opens}
      onClick={props.onClick}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {hasText ? <span class="button-text">{children}</span> : null}
    </button>
  )
}

export interface LinkButtonProps {
  readonly href: string
  readonly icon?: IconName
  readonly kind?: 'plain' | 'primary' | 'quiet'
  readonly children: ComponentChildren
}

export function LinkButton({ href, icon, kind = 'plain', children }: LinkButtonProps) {
  return (
    <a class={`button ${kind}`} href={href}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span class="button-text">{children}</span>
    </a>
  )
}

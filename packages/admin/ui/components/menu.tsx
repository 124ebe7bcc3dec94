/**
 * A list of things to do, behind one button.
 *
 * Buttons and links in a list: they are reached by Tab, as everything else. A `role=menu` would
 * promise arrow keys.
 */
import type { ButtonProps } from './button.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'
import { Popover } from './popover.tsx'

export interface MenuItem {
  readonly text: string
  readonly icon?: IconName
  /** Where it leads; or else what it does. */
  readonly href?: string
  readonly onSelect?: () => void
  /** Given for one of several to choose from. */
  readonly checked?: boolean
  readonly download?: boolean
}

export interface MenuProps {
  readonly button: Omit<ButtonProps, 'opens' | 'onClick' | 'children'>
  readonly text?: string
  readonly label: string
  /** A function is asked when the menu opens. */
  readonly items: readonly MenuItem[] | (() => readonly MenuItem[])
}

export function Menu({ button, text, label, items }: MenuProps) {
  return (
    <Popover button={button} text={text} label={label} class="menu">
      {(close) => (
        <ul class="menu-items">
          {(typeof items === 'function' ? items() : items).map((item) => (
            <li key={item.text}>
              <MenuEntry item={item} close={close} />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  )
}

/** One line of a menu. */
export function MenuEntry({
  item,
  close,
}: {
  readonly item: MenuItem
  readonly close: () => void
}) {
  const { text, icon, href, checked } = item
  const content = (
    <>
      {checked === undefined ? null : (
        <span class="menu-check">{checked ? <Icon name="check" /> : null}</span>
      )}
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{text}</span>
    </>
  )
  function select(): void {
    close()
    item.onSelect?.()
  }
  if (href !== undefined) {
    return (
      <a class="menu-item" href={href} download={item.download} onClick={select}>
        {content}
      </a>
    )
  }
  return (
    <button type="button" class="menu-item" aria-pressed={checked} onClick={select}>
      {content}
    </button>
  )
}

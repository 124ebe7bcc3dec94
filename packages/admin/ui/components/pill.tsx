/** A word with an icon: a state is never told by colour alone. */
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

export type Tone = 'neutral' | 'good' | 'change' | 'warn' | 'bad' | 'accent'

export interface PillProps {
  readonly text: string
  readonly icon?: IconName
  readonly tone?: Tone
}

export function Pill({ text, icon, tone = 'neutral' }: PillProps) {
  return (
    <span class={`pill ${tone}`}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span class="pill-text">{text}</span>
    </span>
  )
}

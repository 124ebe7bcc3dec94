/** Where a request stands, as icon and word. */
import type { IconName } from '../../components/icon.tsx'
import { Pill } from '../../components/pill.tsx'
import type { Tone } from '../../components/pill.tsx'
import { t } from '../../core/i18n.ts'
import { STATE_KEYS } from './request-types.ts'
import type { State } from './request-types.ts'

const LOOKS: Readonly<Record<State, readonly [IconName, Tone]>> = {
  received: ['user', 'neutral'],
  verified: ['inbox', 'change'],
  approved: ['play', 'change'],
  done: ['check', 'good'],
  // No alarm: what is late is the one thing here that is red.
  refused: ['ban', 'neutral'],
  withdrawn: ['undo', 'neutral'],
}

export function StatePill({ state }: { readonly state: State }) {
  const [icon, tone] = LOOKS[state]
  return <Pill icon={icon} tone={tone} text={t(STATE_KEYS[state])} />
}

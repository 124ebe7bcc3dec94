/** What the live mode says of itself, and what waits above the rows. */
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import type { Live, LiveState } from './use-live.ts'

const WORDS = {
  on: 'events.liveOn',
  'catching-up': 'events.liveCatching',
  reconnecting: 'events.liveReconnecting',
  flooded: 'events.liveFlooded',
  impossible: 'events.liveImpossible',
} as const satisfies Record<Exclude<LiveState, 'off'>, MessageKey>

export interface LiveNoteProps {
  readonly state: LiveState
  /** Somebody reads the rows: what comes waits. */
  readonly isPaused: boolean
}

export function LiveNote({ state, isPaused }: LiveNoteProps) {
  if (state === 'off') return null
  const isHeld = isPaused && state === 'on'
  return (
    <span class={`live-note ${isHeld ? 'paused' : state}`} role="status">
      <span class="live-dot" aria-hidden="true" />
      {t(isHeld ? 'events.livePaused' : WORDS[state])}
    </span>
  )
}

export interface WaitingBarProps {
  readonly live: Live
  /** What is said, at most every ten seconds. */
  readonly onShow: () => void
}

export function WaitingBar({ live, onShow }: WaitingBarProps) {
  if (live.waiting.length === 0) return null
  return (
    <div class="waiting">
      <Button kind="primary" onClick={onShow}>
        <Icon name="chevron-down" />
        {t(live.isOverfull ? 'events.waitingMost' : 'events.waiting', { n: live.waiting.length })}
      </Button>
    </div>
  )
}

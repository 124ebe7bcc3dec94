/** What is each way called in which much is kept of a person's data? */
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import type { ClientMode, Config } from './config-types.ts'
import type { Draft } from './draft.ts'

const KEYS = {
  full: 'auditing.modeFull',
  summary: 'auditing.modeSummary',
} as const satisfies Record<ClientMode, MessageKey>

export function modeText(mode: ClientMode): string {
  return t(KEYS[mode])
}

/** Of a place that follows the mode for all, as it would be after saving. */
export function placeModeText(mode: ClientMode | null, config: Config, draft: Draft): string {
  if (mode !== null) return modeText(mode)
  return t('auditing.modeAsAll', { mode: modeText(draft.clientMode ?? config.clientMode) })
}

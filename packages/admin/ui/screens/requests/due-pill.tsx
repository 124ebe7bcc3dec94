/** How long is there still, in a word and a colour? */
import { Pill } from '../../components/pill.tsx'
import { formatRelative } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { RequestJson } from './request-types.ts'

/** From here on it is pressing. */
const SOON_MS = 24 * 3_600_000

export function DuePill({ request }: { readonly request: RequestJson }) {
  const { decision, state, overdue, dueAt } = request
  if (decision !== undefined || state === 'withdrawn') return null
  const when = formatRelative(dueAt)
  if (overdue) return <Pill tone="bad" icon="alert" text={t('requests.overdue', { when })} />
  const isSoon = new Date(dueAt).getTime() - Date.now() < SOON_MS
  return (
    <Pill
      tone={isSoon ? 'warn' : 'neutral'}
      icon="clock"
      text={t(isSoon ? 'requests.soon' : 'requests.dueIn', { when })}
    />
  )
}

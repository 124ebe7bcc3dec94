/** How long is there still, in a word and a colour? */
import { Pill } from '../../components/pill.tsx'
import { formatRelative } from '../../core/format.ts'
import { language, t } from '../../core/i18n.ts'
import { isClosed } from './request-types.ts'
import type { RequestJson } from './request-types.ts'

/** From here on it is pressing. */
const SOON_DAYS = 1
const DAY_MS = 24 * 3_600_000
/** A month is too rough for a deadline, and a year of days is no help. */
const MAX_DAYS = 99

export function DuePill({ request }: { readonly request: RequestJson }) {
  const { dueAt } = request
  if (isClosed(request)) return null
  const leftMs = new Date(dueAt).getTime() - Date.now()
  const when = whenText(leftMs, dueAt)
  if (leftMs < 0) return <Pill tone="bad" icon="alert" text={t('requests.overdue', { when })} />
  const isSoon = leftMs < SOON_DAYS * DAY_MS
  return (
    <Pill
      tone={isSoon ? 'warn' : 'neutral'}
      icon="clock"
      text={t(isSoon ? 'requests.soon' : 'requests.dueIn', { when })}
    />
  )
}

function whenText(leftMs: number, dueAt: string): string {
  const days = Math.round(leftMs / DAY_MS)
  if (Math.abs(leftMs) < DAY_MS || Math.abs(days) > MAX_DAYS) return formatRelative(dueAt)
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day')
}

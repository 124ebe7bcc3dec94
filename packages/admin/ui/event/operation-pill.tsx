/** What was done, as an icon and a word. */
import { Icon } from '../components/icon.tsx'
import type { IconName } from '../components/icon.tsx'
import { Pill } from '../components/pill.tsx'
import type { Tone } from '../components/pill.tsx'
import { t } from '../core/i18n.ts'
import { labelOf, meta } from '../core/meta.ts'

const LOOKS: Readonly<Record<string, readonly [icon: IconName, tone: Tone]>> = {
  create: ['plus', 'good'],
  update: ['pencil', 'change'],
  delete: ['trash', 'warn'],
  'bulk-delete': ['trash', 'warn'],
  restore: ['undo', 'good'],
  export: ['download', 'neutral'],
  download: ['download', 'neutral'],
  generate: ['file', 'neutral'],
  request: ['inbox', 'neutral'],
  view: ['eye', 'neutral'],
  login: ['login', 'neutral'],
  'login-failed': ['login', 'warn'],
  logout: ['logout', 'neutral'],
  block: ['ban', 'warn'],
  sign: ['pencil', 'good'],
  gap: ['alert', 'warn'],
  repair: ['wrench', 'neutral'],
  state: ['flag', 'neutral'],
}

export function OperationPill({ operation }: { readonly operation: string }) {
  const [icon, tone] = LOOKS[operation] ?? ['dot', 'neutral']
  return <Pill text={labelOf(meta.get()?.operations, operation)} icon={icon} tone={tone} />
}

/** A second mark beside the operation: it failed, it was denied, it is critical. */
export function EventMarks({
  outcome,
  severity,
}: {
  readonly outcome: string
  readonly severity: string
}) {
  const known = meta.get()
  return (
    <>
      {outcome === 'success' ? null : (
        <span class="mark bad">
          <Icon name="ban" />
          {labelOf(known?.outcomes, outcome)}
        </span>
      )}
      {severity === 'critical' ? (
        <span class="mark bad" title={t('events.severity')}>
          <Icon name="alert" />
          {labelOf(known?.severities, severity)}
        </span>
      ) : null}
    </>
  )
}

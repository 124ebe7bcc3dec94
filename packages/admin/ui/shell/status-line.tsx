/** One thin line, only while something is wrong with the whole page. */
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { t } from '../core/i18n.ts'
import { reach } from '../core/reach.ts'
import { isOutdated } from '../core/reloading.ts'
import { signIn } from '../core/sign-in.ts'
import { useStore } from '../core/store.ts'

export function StatusLine() {
  const state = useStore(reach)
  const outdated = useStore(isOutdated)
  if (outdated) {
    return (
      <Line
        text={t('shell.outdated')}
        action={t('state.reload')}
        onAction={() => location.reload()}
      />
    )
  }
  if (state === 'signed-out') {
    return <Line text={t('state.signedOut')} action={t('state.signInAgain')} onAction={signIn} />
  }
  return state === 'offline' ? <Line text={t('shell.offline')} /> : null
}

interface LineProps {
  readonly text: string
  readonly action?: string
  readonly onAction?: () => void
}

function Line({ text, action, onAction }: LineProps) {
  return (
    <div class="status-line" role="status">
      <Icon name="alert" />
      <span>{text}</span>
      {onAction === undefined ? null : <Button onClick={onAction}>{action}</Button>}
    </div>
  )
}

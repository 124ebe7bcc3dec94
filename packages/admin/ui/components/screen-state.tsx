/**
 * What stands in place of a screen's content, or above it, when there is no content to show?
 *
 * One vocabulary for all screens, so that a failure reads the same everywhere.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../core/api-error.ts'
import { boot } from '../core/boot.ts'
import { formatTime } from '../core/format.ts'
import { t } from '../core/i18n.ts'
import { signIn } from '../core/sign-in.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

export interface StateBoxProps {
  readonly icon: IconName
  readonly title: string
  readonly children?: ComponentChildren
  readonly actions?: ComponentChildren
  /** Read out at once: for failures, and for nothing else. */
  readonly alert?: boolean
}

/** The frame of every state. */
export function StateBox({ icon, title, children, actions, alert = false }: StateBoxProps) {
  return (
    <div class="state" role={alert ? 'alert' : undefined}>
      <span class="state-icon">
        <Icon name={icon} />
      </span>
      <p class="state-title">{title}</p>
      {children === undefined ? null : <div class="state-text">{children}</div>}
      {actions === undefined ? null : <div class="state-actions">{actions}</div>}
    </div>
  )
}

const QUIET_MS = 150

/** Rows of final height, after a moment in which nothing is shown. */
export function Skeleton({ rows = 8 }: { readonly rows?: number }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="skeleton" aria-busy="true">
      <p class="hidden" role="status">
        {isShown ? t('state.loading') : ''}
      </p>
      {isShown
        ? Array.from({ length: rows }, (_, i) => <div key={i} class="skeleton-row" />)
        : null}
    </div>
  )
}

export interface FailureProps {
  readonly error: unknown
  readonly onRetry?: () => void
  /** When the data that is still shown was read. */
  readonly asOf?: Date
}

/** Any failure of a request, in words, with what one can do about it. */
export function Failure({ error, onRetry, asOf }: FailureProps) {
  const failure = error instanceof ApiError ? error : new ApiError('server', 0)
  const { body } = failure
  if (failure.kind === 'denied') return <NoPermission permission={body.permission} />
  if (failure.kind === 'signed-out') return <SignedOut />
  const isGone = failure.kind === 'not-found'
  const retry =
    onRetry === undefined || isGone ? undefined : (
      <Button icon="refresh" onClick={onRetry}>
        {t('state.tryAgain')}
      </Button>
    )
  return (
    <StateBox icon={isGone ? 'search' : 'alert'} title={titleOf(failure)} actions={retry} alert>
      {failure.kind === 'invalid' && body.message !== undefined ? <p>{body.message}</p> : null}
      {failure.kind === 'too-many' && failure.retryAfterSeconds !== undefined ? (
        <p>{t('state.retryAfter', { n: failure.retryAfterSeconds })}</p>
      ) : null}
      {asOf === undefined ? null : <p>{t('state.asOf', { time: formatTime(asOf) })}</p>}
      {body.requestId === undefined ? null : (
        <p class="state-id">
          {t('state.requestId')} <code>{body.requestId}</code>
        </p>
      )}
    </StateBox>
  )
}

function titleOf({ kind, body }: ApiError): string {
  if (kind === 'offline') return t('state.offline')
  if (kind === 'too-many') return t('state.tooMany')
  if (kind === 'conflict') return t('state.conflict')
  if (kind === 'not-found') return t('state.notFound')
  if (kind === 'invalid') return t('state.invalid')
  return body.code === 'AUDIT_QUERY_TIMEOUT' ? t('state.timeout') : t('state.failed')
}

export function NoPermission({ permission }: { readonly permission: string | undefined }) {
  return (
    <StateBox icon="lock" title={t('state.denied')}>
      <p>{t('state.deniedText')}</p>
      {permission === undefined ? null : (
        <p class="state-id">
          {t('state.permission')} <code>{permission}</code>
        </p>
      )}
    </StateBox>
  )
}

export function SignedOut() {
  return (
    <StateBox
      icon="login"
      title={t('state.signedOut')}
      actions={
        <Button kind="primary" onClick={signIn}>
          {boot.signInUrl === undefined ? t('state.reload') : t('state.signIn')}
        </Button>
      }
    >
      <p>{t('state.signedOutText')}</p>
    </StateBox>
  )
}

export interface NotEnabledProps {
  /** What it would do. */
  readonly text: string
  /** The line with which the application turns it on. */
  readonly code: string
}

export function NotEnabled({ text, code }: NotEnabledProps) {
  return (
    <StateBox icon="settings" title={t('state.notEnabled')}>
      <p>{text}</p>
      <pre class="code-line">
        <code>{code}</code>
      </pre>
    </StateBox>
  )
}

export function NotFound() {
  return (
    <StateBox icon="search" title={t('state.noScreen')}>
      <p>{t('state.noScreenText')}</p>
    </StateBox>
  )
}

/** Something is left out of what is shown, and how one gets it. */
export function Partial({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="notice">
      <Icon name="alert" />
      <span>{children}</span>
    </p>
  )
}
